import type { Walk } from "../step.ts";
import { drains, inContainer, output } from "./actions.ts";

const mysql = {
  minutes: 15,
  service: (context: Parameters<typeof output>[0]) => output(context, "serviceName"),
  container: "mysql",
};

/** The client reads the password from its environment, which only the container has. */
const client = 'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --host=127.0.0.1 --user=root --skip-column-names';

const readRow = inContainer({
  ...mysql,
  id: "read-row",
  does: "reads the row back",
  script: () => `${client} --execute="SELECT text FROM ballast_accept.notes"`,
});

export const rexrayEbs: Walk = {
  steps: [
    inContainer({
      ...mysql,
      id: "write-row",
      does: "writes a row into MySQL",
      script: (mark) =>
        `${client} --execute="CREATE DATABASE IF NOT EXISTS ballast_accept; ` +
        "CREATE TABLE IF NOT EXISTS ballast_accept.notes (text VARCHAR(64) PRIMARY KEY); " +
        `INSERT IGNORE INTO ballast_accept.notes VALUES ('${mark}'); SELECT text FROM ballast_accept.notes"`,
    }),
    drains(mysql.service),
    readRow,
  ],
  readsBack: readRow,
  restoring: { stores: () => ["mysql-volume"] },
};
