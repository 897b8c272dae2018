import { expect, it } from "vitest";
import { readAutoJoin } from "../../../../engine/lint/model/autoJoin.ts";
import {
  dependsOnPlace,
  isIncomparable,
  isScoped,
  missingSelectors,
} from "../../../../engine/lint/model/providers.ts";

it.each([
  ["provider=aws tag_key=a tag_value=b", []],
  ["provider=aws tag_key=a", ["tag_value"]],
  ["provider=aws service=ecs ecs_cluster=c", []],
  ["provider=aws ecs_cluster=c", ["tag_key", "tag_value"]],
  ["provider=azure resource_group=g vm_scale_set=s", []],
  ["provider=azure resource_group=g", ["vm_scale_set"]],
  ["provider=gce label_key=a label_value=b", []],
  ["provider=gce project_name=p", ["tag_value"]],
  ['provider=k8s label_selector="app=consul,dc=a"', []],
  ["provider=k8s namespace=consul", ["label_selector"]],
  ["provider=digitalocean region=ams3 api_token=x", ["tag_name"]],
  ["provider=vsphere tag_name=t", ["category_name"]],
  ["provider=mdns service=consul domain=local", []],
  ["provider=packet project=p", []],
  ["provider=hcp", []],
])("%s lacks %j", (text, missing) => expect(missingSelectors(readAutoJoin(text))).toEqual(missing));

it.each([
  ["provider=aws tag_key=a tag_value=b", false],
  ["provider=aws region=eu-west-1 tag_key=a tag_value=b", true],
  ["provider=gce project_name=p tag_value=b", true],
  ["provider=azure subscription_id=s tag_name=a tag_value=b", true],
])("%s stays in one place: %s", (text, scoped) => expect(isScoped(readAutoJoin(text))).toBe(scoped));

it.each([
  ["provider=aws tag_key=a tag_value=b", true],
  ["provider=aws region=eu-west-1 tag_key=a tag_value=b", false],
  ["provider=k8s label_selector=app=consul", true],
  ["provider=gce tag_value=b", false],
])("%s means other machines elsewhere: %s", (text, depends) => {
  expect(dependsOnPlace(readAutoJoin(text))).toBe(depends);
});

it.each([
  ["provider=aws tag_key=a tag_value=b", false],
  ["provider=aws tag_key=a tag_value=${b}", true],
  ["provider=aws tag_key=TAG_KEY tag_value=b", true],
  ["provider=hcp", true],
])("%s cannot be compared: %s", (text, incomparable) => {
  expect(isIncomparable(readAutoJoin(text))).toBe(incomparable);
});
