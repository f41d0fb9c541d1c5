// Admin: the month's orders as a page, and a button that starts a job.
import { AttributeValue, DynamoDBClient, ExecuteStatementCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';

const dynamodb = new DynamoDBClient({});
const lambda = new LambdaClient({});

export const handler = async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
  const query = event.queryStringParameters ?? {};
  if (event.headers['x-shop-role'] !== 'staff') {
    return { statusCode: 403, body: 'staff only' };
  }
  try {
    if (event.rawPath === '/run') {
      return await run(query.job ?? process.env.STOCK_SYNC_FUNCTION!);
    }
    const month = query.month ?? new Date().toISOString().slice(0, 7);
    return html(report(month, await ordersOf(month)));
  } catch (error) {
    return { statusCode: 500, body: (error as Error).stack };
  }
};

type Row = Record<string, AttributeValue>;

async function ordersOf(month: string): Promise<Row[]> {
  const statement = `SELECT * FROM "${process.env.ORDERS_TABLE}"."byMonth" WHERE "month" = '${month}'`;
  const found = await dynamodb.send(new ExecuteStatementCommand({ Statement: statement }));
  return found.Items ?? [];
}

async function run(job: string): Promise<LambdaFunctionURLResult> {
  await lambda.send(new InvokeCommand({ FunctionName: job, InvocationType: 'Event' }));
  return { statusCode: 202, body: `started ${job}` };
}

function report(month: string, orders: Row[]): string {
  const rows = orders.map((o) => `<tr><td>${o.orderId?.S}<td>${o.status?.S}<td>${o.note?.S ?? ''}`);
  return `<!doctype html><title>Orders</title><h1>Orders of ${month}</h1><table>${rows.join('')}</table>`;
}

function html(body: string): LambdaFunctionURLResult {
  return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}
