/**
 * Agents of a lab as units of a service manager, so that commands are run exactly as they are printed: a `systemctl`
 * in the PATH of each host that knows the words which the commands use, and asks this process to do it.
 */
import { createServer, type Server } from "node:http";
import path from "node:path";
import type { Lab } from "./lab.ts";

export interface Unit {
  /** Starts it over its old data, and waits until it answers, as a unit of Type=notify does. */
  readonly start: (host: string) => Promise<void>;
}

const SYSTEMCTL = (socket: string, host: string): string => `#!/bin/sh
verb=$1; signal=SIGTERM
for word in "$@"; do case "$word" in --signal=*) signal=\${word#--signal=} ;; esac; done
exec curl -sS --fail --max-time 90 --unix-socket ${socket} "http://unit/${host}/$verb/$signal" </dev/null
`;

/** One manager for all hosts of a lab. An agent is a child of the lab under its host's name. */
export class Units {
  private readonly server: Server;
  private readonly socket: string;

  constructor(
    private readonly lab: Lab,
    private readonly unit: Unit,
  ) {
    this.socket = path.join(lab.folder, "units.sock");
    this.server = createServer((request, response) => {
      const [, host = "", verb = "", signal = ""] = (request.url ?? "").split("/");
      this.perform(host, verb, signal).then(
        () => response.end(),
        (error: unknown) => {
          response.statusCode = 500;
          response.end(String(error));
        },
      );
    });
  }

  /** Puts the command into each host's `bin`. */
  async listen(hosts: readonly string[]): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.socket, resolve));
    for (const host of hosts) this.lab.write(host, "systemctl", SYSTEMCTL(this.socket, host));
  }

  /** PATH for the commands of a host, with `rest` behind. */
  pathOf(host: string, rest: string): string {
    return `${this.lab.folder}/${host}:${rest}`;
  }

  close(): void {
    this.server.close();
  }

  private async perform(host: string, verb: string, signal: string): Promise<void> {
    switch (verb) {
      case "start":
        return this.unit.start(host);
      case "stop":
        return this.lab.stop(host, "SIGTERM");
      case "kill":
        return this.lab.stop(host, signal === "SIGKILL" ? "SIGKILL" : "SIGTERM");
      default:
        throw new Error(`no such word: ${verb}`);
    }
  }
}
