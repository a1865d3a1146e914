import type { DossierHistory, DossierStep } from "./history.rules.ts";
import type { PortalMapping } from "./mapping.ts";
import { filled, portalDate, staffName, unitName } from "./words.rules.ts";

/** An entry of a dossier's progress in the shape of `CapNhatTienDoHoSoMC`. */
export interface PortalProgress {
  MaHoSo: string;
  NguoiXuLy: string;
  ChucDanh: string;
  ThoiDiemXuLy: string;
  PhongBanXuLy: string;
  NoiDungXuLy: string;
  TrangThai: string;
  NgayBatDau: string;
  NgayKetThucTheoQuyDinh: string;
}

/**
 * A step as an entry of the dossier's progress, with the status that the step left.
 *
 * @returns null of a step that the office's mapping does not tell the portal.
 */
export function toPortalProgress(
  { event, after }: DossierStep,
  history: DossierHistory,
  mapping: PortalMapping,
  code: string,
): PortalProgress | null {
  const pattern = mapping.progress[event.type];
  if (pattern === undefined) return null;
  const { data } = event;
  return {
    MaHoSo: code,
    NguoiXuLy: staffName(event.actor, history, mapping),
    ChucDanh: mapping.staff[event.actor]?.title ?? "",
    ThoiDiemXuLy: portalDate(event.at, mapping),
    PhongBanXuLy: unitName(after.custody.unit, after.agency, mapping),
    NoiDungXuLy: filled(pattern, {
      reason: event.type === "dossier.supplementRequested" ? event.data.request.reason : reasonIn(data),
      to: "to" in data ? unitName(data.to, after.agency, mapping) : "",
    }),
    TrangThai: mapping.statuses[after.status],
    NgayBatDau: portalDate(after.custody.since, mapping),
    NgayKetThucTheoQuyDinh: portalDate(after.dueAt, mapping),
  };
}

function reasonIn(data: object): string {
  return "reason" in data && typeof data.reason === "string" ? data.reason : "";
}

/** What tells one entry from another: the portal gives them no number. `read` gives a field of it by its name. */
export function entryKey(read: (field: keyof PortalProgress) => unknown): string {
  return JSON.stringify([read("ThoiDiemXuLy"), read("NguoiXuLy"), read("NoiDungXuLy"), read("TrangThai")]);
}

/**
 * The entries that the portal lacks, in their order. Whether the last call arrived nobody knows when its answer was lost:
 * what the portal lists is not said again. Two entries may read alike and count twice.
 *
 * @param listed what the portal has; null where it does not say: then what was acknowledged counts.
 */
export function missingEntries(
  entries: readonly { acknowledged: boolean; entry: PortalProgress }[],
  listed: readonly string[] | null,
): PortalProgress[] {
  const there = new Map<string, number>();
  for (const key of listed ?? []) there.set(key, (there.get(key) ?? 0) + 1);
  return entries.flatMap(({ acknowledged, entry }) => {
    const key = entryKey((field) => entry[field]);
    const count = there.get(key) ?? 0;
    if (count > 0) there.set(key, count - 1);
    return acknowledged || count > 0 ? [] : [entry];
  });
}
