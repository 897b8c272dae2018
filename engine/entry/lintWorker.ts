/** The thread that lints for an editor: commands in, findings out. */
import { parentPort } from "node:worker_threads";
import type { LintCommand, LintReply } from "../lint/editor/lintProtocol.ts";
import { LintService } from "./lint/lintService.ts";

const port = parentPort;
if (port === null) throw new Error("lintWorker.ts runs as a worker thread");
const service = new LintService((reply: LintReply) => port.postMessage(reply));
port.on("message", (command: LintCommand) => void service.obey(command));
