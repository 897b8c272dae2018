/**
 * How a second command line talks to a running cluster: one line of JSON each way over a local socket in a folder that
 * only this user may enter. Nothing listens on a network.
 */
import { chmodSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fail, ok, type Result } from "../../base/result.ts";
import type { ClusterAnswer, ClusterCommand } from "../../view/cluster.ts";

/** Where the cluster of that name listens; a named pipe on Windows. */
export function controlPlace(name: string): string {
  if (process.platform === "win32") return `\\\\.\\pipe\\lanekeeper-${userInfo().username}-${name}`;
  return path.join(tmpdir(), `lanekeeper-${userInfo().uid}`, `${name}.sock`);
}

/** Listens; the error says that a cluster of that name runs already. */
export async function listenForControl(
  name: string,
  obey: (command: ClusterCommand) => Promise<ClusterAnswer>,
): Promise<Result<Server, string>> {
  const place = controlPlace(name);
  if (process.platform !== "win32") {
    mkdirSync(path.dirname(place), { recursive: true, mode: 0o700 });
    chmodSync(path.dirname(place), 0o700);
    if (existsSync(place)) {
      const running = await tellCluster(name, { kind: "status" });
      if (running.ok)
        return fail(`a cluster called ${name} runs already; stop it, or give this one a --name`);
      rmSync(place, { force: true });
    }
  }
  const server = createServer((socket) => serve(socket, obey));
  return new Promise((resolve) => {
    server.once("error", (error) => resolve(fail(`cannot listen at ${place}: ${error.message}`)));
    server.listen(place, () => resolve(ok(server)));
  });
}

/** Asks the cluster of that name; the error says that there is none. */
export function tellCluster(name: string, command: ClusterCommand): Promise<Result<ClusterAnswer, string>> {
  return new Promise((resolve) => {
    const socket = createConnection(controlPlace(name));
    const none = `no cluster called ${name} runs here; start one with: lanekeeper cluster start`;
    socket.once("error", () => resolve(fail(none)));
    socket.once("close", () => resolve(fail(none)));
    linesOf(socket).once("line", (line) => {
      socket.end();
      resolve(ok(JSON.parse(line) as ClusterAnswer));
    });
    socket.write(`${JSON.stringify(command)}\n`);
  });
}

function serve(socket: Socket, obey: (command: ClusterCommand) => Promise<ClusterAnswer>): void {
  socket.on("error", () => undefined);
  linesOf(socket).on("line", (line) => {
    void answer(line, obey).then((said) => socket.write(`${JSON.stringify(said)}\n`));
  });
}

/** Its errors are the socket's, which are heard there. */
function linesOf(socket: Socket): Interface {
  return createInterface({ input: socket }).on("error", () => undefined);
}

/** The other end is our own command line of the same user; a line that is none of it is answered all the same. */
async function answer(
  line: string,
  obey: (command: ClusterCommand) => Promise<ClusterAnswer>,
): Promise<ClusterAnswer> {
  try {
    return await obey(JSON.parse(line) as ClusterCommand);
  } catch (error) {
    return { isDone: false, text: error instanceof Error ? error.message : String(error) };
  }
}
