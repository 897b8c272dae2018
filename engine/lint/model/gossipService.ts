/** Headless services of Kubernetes, by which memberlist finds its members, and the pods that they may select. */
import type { Where } from "./located.ts";

export type Labels = ReadonlyMap<string, string>;

export interface HeadlessService {
  readonly name: string;
  /** Undefined where the manifest leaves it to whoever applies it. */
  readonly namespace: string | undefined;
  readonly selector: Labels;
  /** Its selector. */
  readonly at: Where;
}

export interface LabelledPods {
  /** `loki`, `tempo`, …, by the image that they run. */
  readonly system: string;
  readonly namespace: string | undefined;
  readonly labels: Labels;
  /** The name of the workload. */
  readonly at: Where;
}

/** Whether the service's name leads to the pods. A selector without labels selects nothing. */
export function selects({ selector, namespace }: HeadlessService, pods: LabelledPods): boolean {
  if (selector.size === 0) return false;
  if (namespace !== undefined && pods.namespace !== undefined && namespace !== pods.namespace) return false;
  return [...selector].every(([key, value]) => pods.labels.get(key) === value);
}
