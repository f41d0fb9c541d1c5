// event: schedule
import OpenAI from "openai";
import { exec } from "child_process";

const client = new OpenAI();

export const handler = async () => {
  const answer = await client.chat.completions.create({ model: "gpt-4o", messages: [] });
  exec(answer.choices[0].message.content); // leastwise: expect prompt-injection-sink
};
