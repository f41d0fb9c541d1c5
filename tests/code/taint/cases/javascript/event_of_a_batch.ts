// event: sqs
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import Joi from "joi";
import { spawn } from "child_process";

const processor = new BatchProcessor(EventType.SQS);
const schema = Joi.object({ part: Joi.string().valid("a", "b").required(), label: Joi.string() });

const work = async (record: any): Promise<void> => {
  const { error, value } = schema.validate(JSON.parse(record.body).order);
  if (error) throw error;
  spawn(`part ${value.part}`, { shell: true });
  spawn(`label ${value.label}`, { shell: true }); // leastwise: expect command-injection
  spawn(`region ${record.awsRegion}`, { shell: true });
};

export const handler = async (event: any, context: any) =>
  processPartialResponse(event, work, processor, { context });
