/** `--format sarif`: SARIF 2.1.0, which code scanning services keep, compare between runs and show beside the code. */
import type {
  ArtifactChange,
  Location,
  Log,
  Region,
  ReportingDescriptor,
  Result as SarifResult,
} from "sarif";
import type { Finding, FindingPlace, Fix, Severity } from "../finding.ts";
import type { Report, ReportedRule } from "./report.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const LEVEL = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
} as const satisfies Record<Severity, SarifResult.level>;
/** Fixed names: a service compares a fingerprint only with those of the same name. */
const FINGERPRINT = "lanekeeper/v1";
const ROOT = "%SRCROOT%";

export function sarifReport({ findings, fingerprints, rules, version }: Report): string {
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Lanekeeper", semanticVersion: version, rules: rules.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) =>
          result(finding, ruleIndex.get(finding.rule), fingerprints.get(finding)),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(rule: ReportedRule): ReportingDescriptor {
  return {
    id: rule.id,
    name: rule.code,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.whyItIsARisk },
    help: { text: rule.whyItIsARisk, ...(rule.page === undefined ? {} : { markdown: rule.page }) },
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: { code: rule.code, tags: ["gossip", "configuration"] },
  };
}

function result(
  finding: Finding,
  ruleIndex: number | undefined,
  fingerprint: string | undefined,
): SarifResult {
  return {
    ruleId: finding.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVEL[finding.severity],
    message: { text: finding.message },
    locations: [location(finding)],
    ...(finding.related.length === 0
      ? {}
      : {
          relatedLocations: finding.related.map((place, id) => ({
            id,
            ...location(place),
            message: { text: place.message },
          })),
        }),
    ...(fingerprint === undefined ? {} : { partialFingerprints: { [FINGERPRINT]: fingerprint } }),
    ...(finding.fix === undefined ? {} : { fixes: [fix(finding.fix)] }),
  };
}

function location(place: FindingPlace): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(place.path), uriBaseId: ROOT },
      region: region(place),
    },
  };
}

function region({ line, column, endLine, endColumn }: FindingPlace): Region {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function fix({ title, edits }: Fix): NonNullable<SarifResult["fixes"]>[number] {
  const paths = [...new Set(edits.map(({ path }) => path))];
  return {
    description: { text: title },
    artifactChanges: paths.map((path): ArtifactChange => ({
      artifactLocation: { uri: uriOf(path), uriBaseId: ROOT },
      replacements: edits
        .filter((edit) => edit.path === path)
        .map(({ span, text }) => ({
          deletedRegion: { charOffset: span.start, charLength: span.end - span.start },
          insertedContent: { text },
        })),
    })),
  };
}

/** A relative URI reference: each segment encoded, the slashes kept. */
function uriOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
