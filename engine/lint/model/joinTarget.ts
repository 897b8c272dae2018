/** What one entry of a join list turns out to be. */
import type { AutoJoin } from "./autoJoin.ts";

export type JoinTarget =
  /** `host` canonical as in `AgentAddress`; the port as written. */
  | {
      readonly kind: "host";
      readonly host: string;
      readonly isName: boolean;
      readonly port: number | undefined;
    }
  /** A go-discover string, `provider=aws …`. */
  | { readonly kind: "autoJoin"; readonly autoJoin: AutoJoin }
  /** Nothing that an agent could join; `repair` is what to write instead, where that is certain. */
  | {
      readonly kind: "malformed";
      readonly reason: string;
      readonly severity: "error" | "warning";
      readonly repair?: readonly string[];
    }
  /** A placeholder; its port may stand there all the same. */
  | { readonly kind: "unknown"; readonly port: number | undefined };
