import show from "./show";

export const handler = (event: any) => show(event.queryStringParameters);
