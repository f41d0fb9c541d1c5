// Admin: the month's orders as a page, and a button that starts the stock sync.
import { AttributeValue, DynamoDBClient, ExecuteStatementCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';

const dynamodb = new DynamoDBClient({});
const lambda = new LambdaClient({});

// The URL lets in nobody but the back-office role.
export const handler = async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
  const query = event.queryStringParameters ?? {};
  try {
    if (event.rawPath === '/run') {
      return await run();
    }
    const month = query.month ?? new Date().toISOString().slice(0, 7);
    if (!/^\d{4}-\d{2}$/.test(month)) {
      return { statusCode: 400, body: 'month is YYYY-MM' };
    }
    return html(report(month, await ordersOf(month)));
  } catch (error) {
    console.error('admin request failed', error);
    return { statusCode: 500, body: 'something went wrong; the log has the details' };
  }
};

type Row = Record<string, AttributeValue>;

async function ordersOf(month: string): Promise<Row[]> {
  const found = await dynamodb.send(new ExecuteStatementCommand({
    Statement: `SELECT * FROM "${process.env.ORDERS_TABLE}"."byMonth" WHERE "month" = ?`,
    Parameters: [{ S: month }],
  }));
  return found.Items ?? [];
}

async function run(): Promise<LambdaFunctionURLResult> {
  await lambda.send(new InvokeCommand({ FunctionName: process.env.STOCK_SYNC_FUNCTION, InvocationType: 'Event' }));
  return { statusCode: 202, body: 'started the stock sync' };
}

function report(month: string, orders: Row[]): string {
  const rows = orders.map(
    (o) => `<tr><td>${escape(o.orderId?.S)}<td>${escape(o.status?.S)}<td>${escape(o.note?.S)}`,
  );
  return `<!doctype html><title>Orders</title><h1>Orders of ${escape(month)}</h1><table>${rows.join('')}</table>`;
}

function escape(text = ''): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => names[character]);
}

function html(body: string): LambdaFunctionURLResult {
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'" },
    body,
  };
}
