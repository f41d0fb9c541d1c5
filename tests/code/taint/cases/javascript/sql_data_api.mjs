// event: eventbridge
import { RDSDataClient, ExecuteStatementCommand } from "@aws-sdk/client-rds-data";
import { AthenaClient, StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import { RedshiftDataClient, ExecuteStatementCommand as Run } from "@aws-sdk/client-redshift-data";

const rds = new RDSDataClient({});
const athena = new AthenaClient({});
const redshift = new RedshiftDataClient({});

export const handler = async ({ detail }) => {
  await rds.send(
    new ExecuteStatementCommand({
      resourceArn: process.env.CLUSTER,
      secretArn: process.env.SECRET,
      sql: "SELECT * FROM t WHERE id = :id",
      parameters: [{ name: "id", value: { stringValue: detail.id } }],
    }),
  );
  await rds.send(new ExecuteStatementCommand({ sql: `SELECT * FROM t WHERE id = '${detail.id}'` })); // leastwise: expect sql-injection
  await athena.send(new StartQueryExecutionCommand({ QueryString: "SELECT * FROM t WHERE d = '" + detail.day + "'" })); // leastwise: expect sql-injection
  await redshift.send(new Run({ Sql: `DELETE FROM t WHERE id = ${detail.id}` })); // leastwise: expect sql-injection
};
