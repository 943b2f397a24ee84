import type { ContainerArgs } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";

export const port = 3306;

const state = "/var/run/mysqld";
/** In a separate folder, because MySQL would take other files in the file system's root for a damaged database. */
const data = "/var/lib/mysql/data";

/**
 * MySQL takes MYSQL_ROOT_PASSWORD only when it initializes an empty data directory. A directory that exists, for example one of a
 * restored snapshot, has the password of its time, which the stack's secret does not know. So every later start sets the secret's password
 * again (MySQL 8.4 manual, "How to Reset the Root Password": init_file). A statement must be on one line, and a string of MySQL's
 * escapes \\, ' and the end of a line by a backslash.
 */
const start = `
set -eu
[ -n "$MYSQL_ROOT_PASSWORD" ] || { echo "MYSQL_ROOT_PASSWORD is empty: the secret has no value." >&2; exit 1; }
if [ -d ${data}/mysql ]; then
  file=${state}/root-password.sql
  backslash='\\' quote="'" line=$'\\n'
  password=\${MYSQL_ROOT_PASSWORD//"$backslash"/"$backslash$backslash"}
  password=\${password//"$quote"/"$backslash$quote"}
  password=\${password//"$line"/"\${backslash}n"}
  umask 077
  printf "ALTER USER IF EXISTS 'root'@'localhost' IDENTIFIED BY '%s', 'root'@'%%' IDENTIFIED BY '%s';\\n" \\
    "$password" "$password" > "$file"
  chown mysql: "$file"
  set -- "$@" --init-file="$file"
fi
exec docker-entrypoint.sh mysqld --datadir=${data} "$@"
`.trim();

export interface MysqlArgs {
  /** The official image of MySQL 8.4, or one made of it: it has bash and docker-entrypoint.sh. */
  image: string;
  /** The secret with root's password. */
  rootPassword: pulumi.Input<string>;
  /** Further options of mysqld. */
  options: string[];
}

/** The properties of the container that are specific to MySQL. */
export function mysqlServer({ image, rootPassword, options }: MysqlArgs) {
  return {
    image,
    entryPoint: ["/bin/bash", "-c"],
    // The word after the program is its $0.
    command: [start, "mysqld", ...options],
    ports: [port],
    secrets: { MYSQL_ROOT_PASSWORD: rootPassword },
    healthCheck: {
      command: ["CMD-SHELL", "mysqladmin ping --host=127.0.0.1 --silent"],
      retries: 5,
      startPeriodSeconds: 300,
    },
    // Time to write everything down.
    stopTimeoutSeconds: 120,
  } satisfies ContainerArgs;
}
