import { got } from "got";
import { GraphQLClient } from "graphql-request";
import { JSDOM } from "jsdom";
import Parser from "rss-parser";
import soap from "soap";
import superagent from "superagent";

export const handler = async (event) => {
  const { url, id } = event.queryStringParameters;
  await got(url); // leastwise: expect ssrf
  await got.post(url); // leastwise: expect ssrf
  await got(`https://shop.example/${id}`); // leastwise: auditor ssrf
  await superagent("GET", url); // leastwise: expect ssrf
  await superagent.agent().get(url); // leastwise: expect ssrf
  await superagent("GET", "https://shop.example/").query({ id });
  new GraphQLClient(url); // leastwise: expect ssrf
  await soap.createClientAsync(url); // leastwise: expect ssrf
  await JSDOM.fromURL(url); // leastwise: expect ssrf
  await new Parser().parseURL(url); // leastwise: expect ssrf
  return { statusCode: 200 };
};
