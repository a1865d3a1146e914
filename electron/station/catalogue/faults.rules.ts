import type { Procedure, ProcessingTime, RouteLeg } from "../../../contract/catalogue.ts";
import { COUNTER_UNIT } from "../../../contract/dossier.ts";
import { routeFits } from "./procedure.rules.ts";

/** How a procedure contradicts itself, its other versions or the rest of the catalogue. */
export type FaultReason =
  | "twice"
  | "unknownDivision"
  | "unknownGroup"
  | "unknownComponent"
  | "unknownFee"
  | "routeTime"
  | "tierOrder"
  | "tiersByPage"
  | "endsBeforeItBegins"
  | "versionsOverlap";

export interface ProcedureFault {
  /** Place in the procedure: `cases[1].components[0]`. */
  path: string;
  reason: FaultReason;
  /** What stands there. */
  found: string;
}

/** What the office has that procedures name. */
export interface Surroundings {
  divisions: ReadonlySet<string>;
  serviceGroups: ReadonlySet<string>;
}

/** All faults of one procedure by itself, in the order of its parts; none where it is sound. */
export function procedureFaults(
  procedure: Procedure,
  { divisions, serviceGroups }: Surroundings,
): ProcedureFault[] {
  const faults: ProcedureFault[] = [];
  const fault = (path: string, reason: FaultReason, found: string) => faults.push({ path, reason, found });
  const unique = (path: string, ids: readonly string[]) =>
    ids.forEach((id, place) => {
      if (ids.indexOf(id) !== place) fault(`${path}[${place}].id`, "twice", id);
    });
  const known = (
    path: string,
    ids: readonly string[] | undefined,
    all: ReadonlySet<string>,
    reason: FaultReason,
  ) =>
    ids?.forEach((id, place) => {
      if (!all.has(id)) fault(`${path}[${place}]`, reason, id);
    });
  const checkRoute = (path: string, route: readonly RouteLeg[], time: ProcessingTime) => {
    route.forEach(({ node }, leg) => {
      if (node !== COUNTER_UNIT && !divisions.has(node))
        fault(`${path}[${leg}].node`, "unknownDivision", node);
    });
    if (!routeFits(route, time)) fault(path, "routeTime", timeText(time));
  };

  if (!serviceGroups.has(procedure.serviceGroup))
    fault("serviceGroup", "unknownGroup", procedure.serviceGroup);
  if (procedure.division !== undefined && !divisions.has(procedure.division))
    fault("division", "unknownDivision", procedure.division);
  checkRoute("route", procedure.route, procedure.time);
  unique(
    "components",
    procedure.components.map(({ id }) => id),
  );
  unique(
    "otherFees",
    procedure.otherFees.map(({ id }) => id),
  );
  unique(
    "cases",
    procedure.cases.map(({ id }) => id),
  );
  const fees = [
    { path: "fee", fee: procedure.fee },
    ...procedure.otherFees.map((fee, place) => ({ path: `otherFees[${place}]`, fee })),
  ];
  for (const { path, fee } of fees) {
    unique(
      `${path}.exemptions`,
      fee.exemptions.map(({ id }) => id),
    );
    if (fee.per !== "page" && (fee.pageTiers.length > 0 || fee.mostPerCopy !== undefined))
      fault(`${path}.per`, "tiersByPage", fee.per);
    fee.pageTiers.forEach(({ fromPage }, place) => {
      const before = fee.pageTiers[place - 1];
      if (before !== undefined && before.fromPage >= fromPage)
        fault(`${path}.pageTiers[${place}].fromPage`, "tierOrder", String(fromPage));
    });
  }
  const components = new Set(procedure.components.map(({ id }) => id));
  const otherFees = new Set(procedure.otherFees.map(({ id }) => id));
  procedure.cases.forEach((entry, place) => {
    known(`cases[${place}].components`, entry.components, components, "unknownComponent");
    known(`cases[${place}].otherFees`, entry.otherFees, otherFees, "unknownFee");
    if (entry.route !== undefined)
      checkRoute(`cases[${place}].route`, entry.route, entry.time ?? procedure.time);
  });
  return faults;
}

/** Versions of a procedure follow each other: on no day are two of them in force. @returns faults by place in the list. */
export function versionFaults(procedures: readonly Procedure[]): (ProcedureFault & { index: number })[] {
  const faults: (ProcedureFault & { index: number })[] = [];
  const versions = new Map<string, { index: number; procedure: Procedure }[]>();
  procedures.forEach((procedure, index) => {
    const { code, effectiveFrom, effectiveTo } = procedure;
    if (effectiveTo !== undefined && effectiveTo < effectiveFrom)
      faults.push({ index, path: "effectiveTo", reason: "endsBeforeItBegins", found: effectiveTo });
    versions.set(code, [...(versions.get(code) ?? []), { index, procedure }]);
  });
  for (const [code, all] of versions) {
    all.sort((a, b) => a.procedure.effectiveFrom.localeCompare(b.procedure.effectiveFrom));
    all.forEach(({ index, procedure }, place) => {
      const before = all[place - 1]?.procedure;
      if (before === undefined) return;
      if (before.effectiveTo === undefined || before.effectiveTo >= procedure.effectiveFrom)
        faults.push({ index, path: "effectiveFrom", reason: "versionsOverlap", found: code });
    });
  }
  return faults.sort((a, b) => a.index - b.index);
}

function timeText(time: ProcessingTime): string {
  return time.unit === "sameDay" ? "sameDay" : `${time.count} ${time.unit}`;
}
