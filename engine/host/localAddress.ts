/** Which address of this machine faces another, and a port of it that is free for UDP and TCP. */
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { parseIp, type Address } from "../base/address.ts";

/** The address that packets to `peer` leave from; nothing is sent to find out. */
export async function addressTowards({ ip, port }: Address): Promise<string> {
  const socket = createSocket(ip.includes(":") ? "udp6" : "udp4");
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.connect(port, ip, () => resolve());
    });
    const own = parseIp(socket.address().address);
    return own.ok ? own.value : "";
  } finally {
    socket.close();
  }
}

/** A port that nobody listens on now. */
export async function freePort(ip: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, ip, () => resolve());
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address !== null ? address.port : 0;
}
