// Notify: mail the member when an order is accepted, and call back the cafés that asked for it.
import { createHmac } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { PARTNERS } from './partners.mjs';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const ses = new SESClient({});
const secrets = new SecretsManagerClient({});

export const handler = async (event) => {
  for (const record of event.Records) {
    const { orderId } = JSON.parse(record.Sns.Message);
    const { Item: order } = await table.send(
      new GetCommand({ TableName: process.env.ORDERS_TABLE, Key: { orderId } }),
    );
    if (!order || order.notifiedAt) continue;
    if (PARTNERS.has(order.partner)) await callBack(order, PARTNERS.get(order.partner));
    await mail(order);
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

async function callBack(order, url) {
  const secret = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.CALLBACK_SECRET }));
  const body = JSON.stringify({ orderId: order.orderId, status: order.status });
  const signature = createHmac('sha256', secret.SecretString).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-shop-signature': signature };
  const reply = await fetch(url, {
    method: 'POST', body, headers, redirect: 'error', signal: AbortSignal.timeout(5000),
  });
  if (!reply.ok) throw new Error(`${order.partner} answered ${reply.status}`);
}

async function remember(orderId) {
  await table.send(new UpdateCommand({
    TableName: process.env.ORDERS_TABLE,
    Key: { orderId },
    UpdateExpression: 'set notifiedAt = :now',
    ExpressionAttributeValues: { ':now': new Date().toISOString() },
  }));
}
