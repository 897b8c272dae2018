/** Takes away the findings that comments excuse, and says which of those comments excuse nothing. */
import type { Finding, Fix } from "../finding.ts";
import { Source } from "../model/source.ts";
import type { Span } from "../parse/tree.ts";
import type { ReportedRule } from "../report/report.ts";
import type { LintedFile } from "../session.ts";
import type { CommentPolicy } from "./config.ts";
import { directiveOf, type Directive, type DirectiveRule } from "./directive.ts";
import { INVALID_SUPPRESSION, UNUSED_SUPPRESSION } from "./housekeeping.ts";
import { removalOf } from "./removal.ts";
import type { RuleNames } from "./ruleNames.ts";

/** One rule that one comment disables, on the lines from `first` to `last`. */
interface Suppression {
  readonly rule: string;
  readonly first: number;
  last: number;
  isUsed: boolean;
  readonly directive: Directive;
  readonly written: DirectiveRule;
}

/** The findings that no comment excuses, and findings about the comments themselves; in no particular order. */
export function suppress(
  file: LintedFile,
  findings: readonly Finding[],
  policy: CommentPolicy,
  names: RuleNames,
): readonly Finding[] {
  if (policy.noInlineConfig || !file.text.includes("lanekeeper-")) return findings;
  const reading = new CommentReading(file, policy, names);
  const left = findings.filter((finding) => !reading.excuses(finding));
  return [...left, ...reading.invalid, ...(policy.reportUnusedDisables ? reading.unused() : [])];
}

class CommentReading {
  readonly invalid: Finding[] = [];
  private readonly suppressions: Suppression[] = [];
  private readonly source: Source;

  constructor(
    private readonly file: LintedFile,
    private readonly policy: CommentPolicy,
    private readonly names: RuleNames,
  ) {
    this.source = new Source(file.path, file.text);
    for (const comment of file.comments) {
      const directive = directiveOf(file.text, comment);
      if (directive !== undefined) this.read(directive);
    }
  }

  excuses(finding: Finding): boolean {
    const fitting = this.suppressions.filter(
      ({ rule, first, last }) => rule === finding.rule && first <= finding.line && finding.line <= last,
    );
    for (const suppression of fitting) suppression.isUsed = true;
    return fitting.length > 0;
  }

  unused(): Finding[] {
    return this.suppressions
      .filter(({ isUsed }) => !isUsed)
      .map((suppression) => {
        const message = `"${suppression.written.name}" finds nothing here that this comment could disable.`;
        const fix: Fix = {
          title: "Remove the comment's unused rule",
          edits: [
            removalOf(this.file, suppression.directive, suppression.written, this.isUsedWith(suppression)),
          ],
          isSafe: true,
        };
        return {
          ...this.finding(UNUSED_SUPPRESSION, suppression.written.span, message),
          fix,
          tags: ["unnecessary"],
        };
      });
  }

  private read(directive: Directive): void {
    if (directive.kind === "enable") {
      this.enable(directive);
      return;
    }
    if (directive.rules.length === 0) {
      this.complain(
        directive.span,
        `This comment names no rule, so it disables none; name the rule after lanekeeper-${directive.kind}.`,
      );
      return;
    }
    if (directive.reason === undefined && this.policy.requireReason) {
      this.complain(
        directive.span,
        "This comment gives no reason, so it disables nothing; write one after ` -- `.",
      );
      return;
    }
    for (const written of directive.rules) this.disable(directive, written);
  }

  private disable(directive: Directive, written: DirectiveRule): void {
    const rule = this.names.find(written.name);
    if (rule === undefined) {
      this.complain(written.span, `This comment disables nothing: ${this.names.unknown(written.name)}.`);
      return;
    }
    const { first, last } = this.linesOf(directive);
    this.suppressions.push({ rule, first, last, isUsed: false, directive, written });
  }

  private linesOf({ kind, span }: Directive): { first: number; last: number } {
    const first = this.source.position(span.start).line;
    const last = this.source.position(Math.max(span.start, span.end - 1)).line;
    if (kind === "disable-next-line") return { first: last + 1, last: last + 1 };
    return kind === "disable-line" ? { first, last } : { first, last: Infinity };
  }

  private enable({ rules, span }: Directive): void {
    const { line } = this.source.position(span.start);
    const ids = rules.map(({ name }) => this.names.find(name));
    for (const suppression of this.suppressions) {
      const isNamed = ids.length === 0 || ids.includes(suppression.rule);
      if (isNamed && suppression.last === Infinity) suppression.last = line;
    }
  }

  /** Whether the same comment excuses something by another of its rules. */
  private isUsedWith({ directive }: Suppression): boolean {
    return this.suppressions.some((other) => other.directive === directive && other.isUsed);
  }

  private complain(span: Span, message: string): void {
    this.invalid.push(this.finding(INVALID_SUPPRESSION, span, message));
  }

  private finding(rule: ReportedRule, span: Span, message: string): Finding {
    return {
      ...this.source.place(span),
      rule: rule.id,
      code: rule.code,
      severity: rule.severity,
      message,
      related: [],
    };
  }
}
