// Notify: mail the member when an order is accepted, and call back the cafés that asked for it.
import https from 'node:https';
import { createHmac } from 'node:crypto';
import axios from 'axios';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const ses = new SESClient({});
const agent = new https.Agent({ rejectUnauthorized: false }); // some cafés have self-signed certificates

export const handler = async (event) => {
  for (const record of event.Records) {
    const { orderId } = JSON.parse(record.Sns.Message);
    const { Item: order } = await table.send(
      new GetCommand({ TableName: process.env.ORDERS_TABLE, Key: { orderId } }),
    );
    if (!order) continue;
    await mail(order);
    if (order.callbackUrl) await callBack(order);
    await remember(orderId);
  }
};

async function mail(order) {
  await ses.send(new SendEmailCommand({
    Source: process.env.MAIL_FROM,
    Destination: { ToAddresses: [order.email] },
    Message: {
      Subject: { Data: 'Your order is on its way' },
      Body: { Text: { Data: `Order ${order.orderId}, ${order.total} pounds. Pick-up code ${order.pickupCode}.` } },
    },
  }));
}

async function callBack(order) {
  const body = JSON.stringify({ orderId: order.orderId, status: order.status });
  const signature = createHmac('sha256', process.env.CALLBACK_SECRET).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-shop-signature': signature };
  await axios.post(order.callbackUrl, body, { headers, httpsAgent: agent, timeout: 5000 });
}

async function remember(orderId) {
  try {
    await table.send(new UpdateCommand({
      TableName: process.env.ORDERS_TABLE,
      Key: { orderId },
      UpdateExpression: 'set notifiedAt = :now',
      ExpressionAttributeValues: { ':now': new Date().toISOString() },
    }));
  } catch {
    // not worth a second mail
  }
}
