const orders = [];
let last;
let count = 0;

exports.handler = async (event) => {
  const { order } = JSON.parse(event.body);
  count += 1;
  orders.push(order); // leastwise: expect shared-state
  last = order;
  const own = [];
  own.push(order);
  return { statusCode: 200, body: JSON.stringify({ orders, last, count, own }) };
};
