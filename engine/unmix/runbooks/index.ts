/** The runbook of each kind of mix. */
import type { MixKind } from "../../lanes/finding.ts";
import type { Runbook } from "../step.ts";
import { bridge } from "./bridge.ts";
import { federation } from "./federation.ts";
import { half } from "./half.ts";
import { mingle } from "./mingle.ts";
import { plain } from "./plain.ts";
import { raft } from "./raft.ts";

export const RUNBOOKS: Readonly<Record<MixKind, Runbook>> = {
  P: plain,
  R: raft,
  W: federation,
  M: mingle,
  H: half,
  B: bridge,
};
