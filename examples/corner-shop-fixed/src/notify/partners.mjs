// Who gets a call when an order of theirs is accepted. A new partner is a change to this file.
export const PARTNERS = new Map([
  ['cafe-luna', 'https://orders.cafe-luna.example/hooks/corner-shop'],
  ['bakery-lane', 'https://bakery-lane.example/api/deliveries'],
]);
