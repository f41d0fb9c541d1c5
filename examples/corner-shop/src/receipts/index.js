// Receipts: for every accepted order, a page that the member can print.
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const _ = require('lodash');
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const { SSMClient, GetParameterCommand } = require('@aws-sdk/client-ssm');
const { unmarshall } = require('@aws-sdk/util-dynamodb');

const s3 = new S3Client({});
const ssm = new SSMClient({});

exports.handler = async (event) => {
  const secret = await ssm.send(new GetParameterCommand({ Name: process.env.SEAL_SECRET }));
  for (const record of event.Records) {
    if (!record.dynamodb.NewImage) continue;
    const order = unmarshall(record.dynamodb.NewImage);
    if (order.status !== 'accepted') continue;
    await store(order, page(order, seal(order, secret.Parameter.Value)));
  }
};

function seal(order, secret) {
  return crypto.createHash('md5').update(secret + order.orderId + order.total).digest('hex');
}

function page(order, sealed) {
  const rows = _.map(order.lines, (line) => `<tr><td>${line.name}<td>${line.quantity}<td>${line.price}`);
  return `<!doctype html><title>Receipt</title>
<h1>Corner Shop</h1>
<p>Your note: ${order.note || ''}
<table>${rows.join('')}</table>
<p>Total ${order.total}, seal ${sealed}`;
}

async function store(order, html) {
  const file = path.join('/tmp', `${order.reference || order.orderId}.html`);
  fs.writeFileSync(file, html);
  await s3.send(new PutObjectCommand({
    Bucket: process.env.RECEIPTS_BUCKET,
    Key: `receipts/${order.orderId}.html`,
    Body: fs.createReadStream(file),
    ContentType: 'text/html; charset=utf-8',
  }));
}
