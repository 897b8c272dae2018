/** What `lanekeeper lint` is told. */
import type { Severity } from "../../lint/finding.ts";
import type { Format } from "./render.ts";

export interface LintArguments {
  /** Folders and files; `-` is standard input. */
  readonly places: readonly string[];
  readonly format: Format;
  readonly failOn: "error" | "warning";
  /** What is quieter is not shown. */
  readonly show: Severity;
  readonly baseline?: string | undefined;
  readonly writeBaseline?: string | undefined;
  readonly fix: boolean;
  readonly config?: string | undefined;
  /** The path that standard input stands for. */
  readonly stdinFilename: string;
  /** Gossip address of a member of a live pool to compare with, and how to read it. */
  readonly against?: string | undefined;
  readonly plane?: "lan" | "wan" | undefined;
  readonly keyFile?: string | undefined;
  readonly label?: string | undefined;
  /** Ask DNS for the names in join lists. */
  readonly resolve: boolean;
}
