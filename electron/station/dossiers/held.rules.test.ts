import { describe, expect, it } from "vitest";
import { type Procedure, procedureSchema } from "../../../contract/catalogue.ts";
import type { Dossier } from "../../../contract/dossier.ts";
import { AppError } from "../../../contract/errors.ts";
import procedures from "../../../data/phu-ninh/procedures.json" with { type: "json" };
import { dossierOf } from "../../../tests/dossier-of.ts";
import { heldPapers, requireHeld } from "./held.rules.ts";

const of = (code: string): Procedure =>
  procedureSchema.parse(procedures.find((procedure) => procedure.code === code));
/** Business household: takes a copy of the identity papers, which may be reused. */
const business = of("1.001612");
const PAPER = "id-copies";
const name = business.components.find(({ id }) => id === PAPER)?.name.vi ?? "";

const picture = (letter: string, componentId: string | null) => ({
  sha256: letter.repeat(64),
  name: `${letter}.png`,
  mediaType: "image/png" as const,
  bytes: 10,
  componentId,
});
function earlier(more: Partial<Dossier> = {}): Dossier {
  return {
    ...dossierOf({}),
    code: "H44-1",
    status: "resultReturned",
    procedureCode: business.code,
    components: [
      { componentId: PAPER, name, originals: 0, certified: 0, copies: 1, reusedFrom: null },
      { componentId: "form", name: "Đơn", originals: 1, certified: 0, copies: 0, reusedFrom: null },
    ],
    attachments: [picture("a", PAPER), picture("b", "form"), picture("c", null)],
    ...more,
  };
}

describe("what the office has already", () => {
  it("is what may be reused and was scanned, with its pictures", () => {
    expect(heldPapers(business, [earlier()])).toMatchObject([
      { componentId: PAPER, code: "H44-1", attachments: [{ sha256: "a".repeat(64), componentId: PAPER }] },
    ]);
    expect(heldPapers(business, [])).toEqual([]);
    expect(heldPapers(business, [earlier({ attachments: [picture("c", null)] })])).toEqual([]);
    expect(heldPapers(business, [earlier({ components: [] })])).toEqual([]);
  });

  it("is taken from the latest dossier, and never from one that was not accepted", () => {
    const [latest, before] = [earlier({ code: "H44-2" }), earlier()];
    expect(heldPapers(business, [latest, before])).toMatchObject([{ code: "H44-2" }]);
    for (const status of ["lodged", "notAccepted"] as const)
      expect(heldPapers(business, [{ ...latest, status }, before])).toMatchObject([{ code: "H44-1" }]);
  });

  it("is known across procedures by its name, whatever its id there", () => {
    const other = earlier({
      procedureCode: "9.000001",
      components: [
        {
          componentId: "papers",
          name: name.toUpperCase(),
          originals: 0,
          certified: 0,
          copies: 1,
          reusedFrom: null,
        },
      ],
      attachments: [picture("d", "papers")],
    });
    expect(heldPapers(business, [other])).toMatchObject([
      { componentId: PAPER, attachments: [{ sha256: "d".repeat(64), componentId: PAPER }] },
    ]);
    const namesake = { ...other, components: other.components.map((one) => ({ ...one, name: "Khác" })) };
    expect(heldPapers(business, [namesake])).toEqual([]);
  });

  it("names the dossier where the paper lies, however often it was reused since", () => {
    const reused = earlier({ code: "H44-2" });
    reused.components = reused.components.map((one) => ({ ...one, reusedFrom: "H44-1" }));
    expect(heldPapers(business, [reused])).toMatchObject([{ code: "H44-1" }]);
    // And says of that one when it was accepted.
    const first = earlier({ acceptedAt: "2026-01-05T02:00:00.000Z", procedureName: "Việc trước" });
    expect(heldPapers(business, [reused, first])).toMatchObject([
      { code: "H44-1", acceptedAt: first.acceptedAt, procedureName: first.procedureName },
    ]);
  });

  it("alone can be reused", () => {
    const given = { componentId: PAPER, originals: 0, certified: 0, copies: 0, reusedFrom: "H44-1" };
    const held = heldPapers(business, [earlier()]);
    expect(() => requireHeld(business, [given, { ...given, reusedFrom: null }], held)).not.toThrow();
    for (const wrong of [
      { ...given, reusedFrom: "H44-9" },
      { ...given, componentId: "form" },
    ])
      expect(() => requireHeld(business, [wrong], held)).toThrow(AppError);
    expect(() => requireHeld(business, [given], [])).toThrow(AppError);
  });
});
