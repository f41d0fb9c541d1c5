// event: sqs
export const handler = async (event) => {
  for (const record of event.Records) {
    const order = JSON.parse(record.body);
    console.log(`stored ${order.name}`); // leastwise: auditor log-injection
    console.error("not stored", order.name); // leastwise: auditor log-injection
    console.log(JSON.stringify({ name: order.name }));
    console.log({ name: order.name });
    console.log(`stored ${JSON.stringify(order.name)}`);
    console.log(record.messageId);
    console.log("stored", Number(order.count));
  }
};
