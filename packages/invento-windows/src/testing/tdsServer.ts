import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

// As much of Microsoft's protocol (MS-TDS, 2.2 to 2.2.7) as a client needs to log in over TLS and run statements.

const type = { batch: 0x01, rpc: 0x03, reply: 0x04, login: 0x10, prelogin: 0x12 };

/** What a client did. */
export interface Seen {
  logins: { username: string; password: string; database: string }[];
  /** Texts of batches, without those with which a driver sets options. */
  batches: string[];
  /** What calls of procedures have in Unicode. */
  calls: string[];
  /** Whether all of this came within TLS. */
  encrypted: boolean;
}

export interface TdsServer {
  port: number;
  seen: Seen;
  close(): void;
}

/** @param errors Numbers of the errors with which it refuses a login, by the password. */
export async function tdsServer(
  certificate: { key: string; cert: string },
  errors: Record<string, number[]>,
): Promise<TdsServer> {
  const seen: Seen = { logins: [], batches: [], calls: [], encrypted: true };
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    serve(socket, certificate, seen, errors);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function serve(
  socket: Socket,
  certificate: { key: string; cert: string },
  seen: Seen,
  errors: Record<string, number[]>,
): void {
  let tls: TLSSocket | undefined;
  let handshake = true;
  let waiting = Buffer.alloc(0);
  // Handshakes travel within PRELOGIN packets, a flight in each; what follows does not.
  let flight: Buffer[] = [];
  const wire = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _, done) {
      if (!handshake) socket.write(chunk);
      else {
        if (flight.length === 0)
          setTimeout(() => {
            socket.write(packet(type.prelogin, Buffer.concat(flight)));
            flight = [];
          }, 10);
        flight.push(chunk);
      }
      done();
    },
  });
  const inner = new Packets((kind, data) => {
    if (kind === type.login) tls?.write(packet(type.reply, loggedIn(data, seen, errors)));
    else tls?.write(packet(type.reply, answered(kind, data, seen)));
  });
  socket.on("data", (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      if (!handshake || (tls !== undefined && waiting.length > 0 && waiting[0] !== type.prelogin)) {
        handshake = false;
        wire.push(waiting);
        waiting = Buffer.alloc(0);
        return;
      }
      const length = waiting.length >= 8 ? waiting.readUInt16BE(2) : Infinity;
      if (waiting.length < length) return;
      const [kind, data] = [waiting[0], waiting.subarray(8, length)];
      waiting = waiting.subarray(length);
      if (kind !== type.prelogin) seen.encrypted = false;
      else if (tls !== undefined) wire.push(data);
      else {
        socket.write(packet(type.reply, prelogin));
        tls = new TLSSocket(wire, { isServer: true, ...certificate });
        tls.on("data", (clear: Buffer) => inner.push(clear)).on("error", () => socket.destroy());
      }
    }
  });
}

/** Messages of one or more packets. */
class Packets {
  #waiting = Buffer.alloc(0);
  #message: Buffer[] = [];
  readonly #handle: (kind: number, data: Buffer) => void;

  constructor(handle: (kind: number, data: Buffer) => void) {
    this.#handle = handle;
  }

  push(chunk: Buffer): void {
    this.#waiting = Buffer.concat([this.#waiting, chunk]);
    while (this.#waiting.length >= 8 && this.#waiting.length >= this.#waiting.readUInt16BE(2)) {
      const length = this.#waiting.readUInt16BE(2);
      const [kind = 0, status = 0] = this.#waiting;
      this.#message.push(this.#waiting.subarray(8, length));
      this.#waiting = this.#waiting.subarray(length);
      if ((status & 1) === 0) continue;
      const message = Buffer.concat(this.#message);
      this.#message = [];
      this.#handle(kind, message);
    }
  }
}

function packet(kind: number, data: Buffer): Buffer {
  const header = Buffer.from([kind, 1, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(8 + data.length, 2);
  return Buffer.concat([header, data]);
}

/** Version 16, and encryption of everything. */
const prelogin = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, 1]);

const done = (token: number): Buffer => Buffer.from([token, ...Array<number>(12).fill(0)]);
const short = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8]);
const words = (text: string): Buffer => Buffer.from(text, "utf16le");

function loggedIn(data: Buffer, { logins }: Seen, errors: Record<string, number[]>): Buffer {
  const field = (at: number): Buffer => {
    const from = data.readUInt16LE(at);
    return data.subarray(from, from + 2 * data.readUInt16LE(at + 2));
  };
  const clear = field(44).map((byte) => (((byte ^ 0xa5) << 4) | ((byte ^ 0xa5) >> 4)) & 0xff);
  const login = {
    username: field(40).toString("utf16le"),
    password: Buffer.from(clear).toString("utf16le"),
    database: field(68).toString("utf16le"),
  };
  logins.push(login);
  const refused = errors[login.password];
  if (refused !== undefined) return Buffer.concat([...refused.map(error), done(0xfd)]);
  const rest = Buffer.concat([Buffer.from([1, 0x74, 0, 0, 4, 2]), words("db"), Buffer.from([16, 0, 0, 0])]);
  return Buffer.concat([Buffer.from([0xad]), short(rest.length), rest, done(0xfd)]);
}

function error(number: number): Buffer {
  const message = words(`Error ${number}.`);
  const rest = Buffer.concat([
    Buffer.from([number & 0xff, number >> 8, 0, 0, 1, 14]),
    short(message.length / 2),
    message,
    Buffer.from([0, 0, 1, 0, 0, 0]),
  ]);
  return Buffer.concat([Buffer.from([0xaa]), short(rest.length), rest]);
}

/** A call has a row of one column; a batch has none. A database whose name is the number of an error is not created. */
function answered(kind: number, data: Buffer, { batches, calls }: Seen): Buffer {
  const text = data.subarray(data.readUInt32LE(0)).toString("utf16le");
  if (kind === type.batch) {
    if (!/^\s*set /i.test(text)) batches.push(text);
    const [, number] = /^CREATE DATABASE \[(\d+)\]/.exec(text) ?? [];
    return number === undefined ? done(0xfd) : Buffer.concat([error(Number(number)), done(0xfd)]);
  }
  calls.push(data.toString("utf16le") + data.subarray(1).toString("utf16le"));
  const value = words("held");
  const column = Buffer.from([0x81, 1, 0, 0, 0, 0, 0, 9, 0, 0xe7, 0x40, 0x1f, 9, 4, 0xd0, 0, 0x34, 1]);
  return Buffer.concat([
    column,
    words("n"),
    Buffer.from([0xd1]),
    short(value.length),
    value,
    done(0xff),
    Buffer.from([0x79, 0, 0, 0, 0]),
    done(0xfe),
  ]);
}
