// Receipts: for every accepted order, a page that the member can print.
const crypto = require('node:crypto');
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
const { unmarshall } = require('@aws-sdk/util-dynamodb');

const s3 = new S3Client({});
const secrets = new SecretsManagerClient({});

exports.handler = async (event) => {
  const secret = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.SEAL_SECRET }));
  const batchItemFailures = [];
  for (const record of event.Records) {
    try {
      const order = unmarshall(record.dynamodb.NewImage);
      await store(order, page(order, seal(order, secret.SecretString)));
    } catch (error) {
      console.error('no receipt', record.eventID, error.name);
      batchItemFailures.push({ itemIdentifier: record.dynamodb.SequenceNumber });
    }
  }
  return { batchItemFailures };
};

function seal(order, key) {
  return crypto.createHmac('sha256', key).update(`${order.orderId} ${order.total}`).digest('hex');
}

function page(order, sealed) {
  const rows = order.lines.map(
    (line) => `<tr><td>${escape(line.name)}<td>${escape(line.quantity)}<td>${escape(line.price)}`,
  );
  return `<!doctype html><title>Receipt</title>
<h1>Corner Shop</h1>
<p>Your note: ${escape(order.note)}
<table>${rows.join('')}</table>
<p>Total ${escape(order.total)}, seal ${sealed}`;
}

function escape(text) {
  const names = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return String(text ?? '').replace(/[&<>"']/g, (character) => names[character]);
}

async function store(order, html) {
  await s3.send(new PutObjectCommand({
    Bucket: process.env.RECEIPTS_BUCKET,
    Key: `receipts/${order.orderId}.html`,
    Body: html,
    ContentType: 'text/html; charset=utf-8',
  }));
}
