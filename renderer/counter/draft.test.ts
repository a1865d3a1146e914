import { expect, test } from "vitest";
import type { Procedure } from "../../contract/catalogue.ts";
import { checkDraft, emptyDraft, type IntakeDraft, intakeOf, isPresent, usualCounts } from "./draft.ts";

const component = (id: string, required: boolean, originals = 1, copies = 0) => ({
  id,
  name: { vi: id },
  originals,
  copies,
  required,
  presentOnly: false,
  reusable: false,
});
const procedure = {
  components: [component("form", true), component("copy", true, 0, 2), component("proxy", false)],
} as unknown as Procedure;

const complete: IntakeDraft = {
  ...emptyDraft,
  fullName: " Nguyễn Văn An ",
  citizenNumber: "025 099 000 123",
  birthDate: "1/2/1999",
  phone: "0912 345 678",
  procedureCode: "1.001193",
  components: {
    form: { originals: 1, copies: 0 },
    copy: { originals: 0, copies: 2 },
    proxy: { originals: 0, copies: 0 },
  },
};

test("a complete draft has no faults and takes the contract's shape", () => {
  expect(checkDraft(complete, procedure)).toEqual([]);
  expect(intakeOf(complete, "ticket")).toMatchObject({
    procedureCode: "1.001193",
    applicant: { fullName: "Nguyễn Văn An", citizenNumber: "025099000123", birthDate: "1999-02-01" },
    components: [
      { componentId: "form", originals: 1, copies: 0 },
      { componentId: "copy", originals: 0, copies: 2 },
    ],
    ticket: "ticket",
  });
});

test.each<[Partial<IntakeDraft>, string]>([
  [{ fullName: " A " }, "fullName"],
  [{ citizenNumber: "02509900012" }, "citizenNumber"],
  [{ birthDate: "31/02/1999" }, "birthDate"],
  [{ phone: "none" }, "phone"],
])("%o is a fault of %s", (change, field) => {
  expect(checkDraft({ ...complete, ...change }, procedure)).toEqual([{ field }]);
});

test("what may stay empty may stay empty", () => {
  const sparse = { ...complete, citizenNumber: "", birthDate: "", phone: "" };
  expect(checkDraft(sparse, procedure)).toEqual([]);
  expect(intakeOf(sparse, null).applicant).toMatchObject({ citizenNumber: null, birthDate: null });
});

test("all that is missing is said at once", () => {
  expect(checkDraft({ ...complete, components: {} }, procedure)).toEqual([
    { field: "components", missing: ["form", "copy"] },
  ]);
  expect(checkDraft(emptyDraft, null).map((fault) => fault.field)).toEqual(["fullName", "procedure"]);
});

test("a tick stands for what is usually handed in", () => {
  expect(usualCounts(component("form", true))).toEqual({ originals: 1, copies: 0 });
  expect(usualCounts(component("copy", true, 0, 2))).toEqual({ originals: 0, copies: 2 });
  expect(usualCounts(component("shown", true, 0, 0))).toEqual({ originals: 1, copies: 0 });
  expect(isPresent(complete, "proxy")).toBe(false);
});
