/**
 * A Serf agent's RPC port, read only: one connection that is kept and opened anew when it broke. What bytes mean is
 * decided by `serf/rpcReplies.ts`; nothing here can change a pool.
 */
import { createConnection, type Socket } from "node:net";
import type { Address } from "../base/address.ts";
import { formatAddress } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { Secret } from "../base/secret.ts";
import { apiFailure, notSerfRpc, rpcRefusal, type HostFailure } from "../observer/apiProblems.ts";
import { encodeRpcRequest, type RpcRequest } from "../serf/rpcMessages.ts";
import { RpcReplies, type RpcReply } from "../serf/rpcReplies.ts";
import type { PoolProblem } from "../view/view.ts";

/** Each answer must be whole within this, ms. */
const TIMEOUT_MS = 10_000;
/** All that one connection may send before an answer is taken. */
const ANSWER_BYTES_MAX = 64 * 1_048_576;

const FAILURE_OF: Readonly<Record<string, HostFailure>> = {
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ETIMEDOUT: "timeout",
};

interface Waiting {
  readonly command: RpcRequest["command"];
  readonly resolve: (reply: Result<RpcReply, PoolProblem>) => void;
  readonly timer: NodeJS.Timeout;
}

/** One connection; after its first failure every call fails the same way. */
export class RpcConnection {
  readonly address: string;
  private readonly socket: Socket;
  private readonly replies = new RpcReplies();
  private readonly waiting = new Map<number, Waiting>();
  private seq = 0;
  private answerBytes = 0;
  private failure: PoolProblem | undefined = undefined;

  constructor(
    address: Address,
    private readonly traffic: { requests: number; bytesOut: number; bytesIn: number },
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    this.address = formatAddress(address);
    this.socket = createConnection({ host: address.ip, port: address.port });
    this.socket.setNoDelay(true);
    this.socket.on("data", (chunk) => this.hear(chunk));
    this.socket.on("error", ({ code = "", message }: NodeJS.ErrnoException) => {
      this.break(apiFailure(this.address, FAILURE_OF[code] ?? "closed", message));
    });
    this.socket.on("close", () => this.break(apiFailure(this.address, "closed", "")));
  }

  get isBroken(): boolean {
    return this.failure !== undefined;
  }

  /** The agent's answer; its refusal is a problem with its own words. */
  call(request: RpcRequest): Promise<Result<RpcReply, PoolProblem>> {
    if (this.failure !== undefined) return Promise.resolve(fail(this.failure));
    this.seq += 1;
    const { seq } = this;
    const bytes = encodeRpcRequest(request, seq);
    this.traffic.requests += 1;
    this.traffic.bytesOut += bytes.length;
    this.replies.expect(seq, request.command);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.break(apiFailure(this.address, "timeout", "")), this.timeoutMs);
      this.waiting.set(seq, { command: request.command, resolve, timer });
      this.socket.write(bytes);
    });
  }

  end(): void {
    this.break(apiFailure(this.address, "closed", ""));
  }

  private hear(chunk: Uint8Array): void {
    this.traffic.bytesIn += chunk.length;
    this.answerBytes += chunk.length;
    if (this.answerBytes > ANSWER_BYTES_MAX) {
      return this.break(apiFailure(this.address, "tooLarge", `it is longer than ${ANSWER_BYTES_MAX} bytes`));
    }
    const replies = this.replies.push(chunk);
    if (!replies.ok) return this.break(notSerfRpc(this.address, replies.error.message));
    for (const reply of replies.value) this.answer(reply);
  }

  private answer(reply: RpcReply): void {
    this.answerBytes = 0;
    const waiting = this.waiting.get(reply.seq);
    if (waiting === undefined) return;
    this.waiting.delete(reply.seq);
    clearTimeout(waiting.timer);
    const refusal =
      reply.kind === "refused" ? rpcRefusal(this.address, waiting.command, reply.error) : undefined;
    waiting.resolve(refusal === undefined ? ok(reply) : fail(refusal));
  }

  private break(failure: PoolProblem): void {
    this.failure ??= failure;
    this.socket.destroy();
    for (const { resolve, timer } of this.waiting.values()) {
      clearTimeout(timer);
      resolve(fail(this.failure));
    }
    this.waiting.clear();
  }
}

/** Opens a connection, shakes hands and, with a key, authenticates. */
export async function openRpc(
  address: Address,
  authKey: Secret | undefined,
  traffic: { requests: number; bytesOut: number; bytesIn: number },
  timeoutMs?: number,
): Promise<Result<RpcConnection, PoolProblem>> {
  const connection = new RpcConnection(address, traffic, timeoutMs);
  const shaken = await connection.call({ command: "handshake" });
  const greeted =
    shaken.ok && authKey !== undefined
      ? await connection.call({ command: "auth", key: authKey.reveal() })
      : shaken;
  if (greeted.ok) return ok(connection);
  connection.end();
  return greeted;
}
