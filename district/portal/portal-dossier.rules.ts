import type { Attachment, Dossier } from "../../contract/dossier.ts";
import type { DossierHistory } from "./history.rules.ts";
import type { PortalMapping } from "./mapping.ts";
import { filled, portalDate, staffName, unitName } from "./words.rules.ts";

/** A procedure as the portal's catalogue has it (`LayThuTuc`). */
export interface PortalProcedure {
  name: string;
  field: { code: string; name: string };
}

export interface PortalPaper {
  TenGiayTo: string;
  SoLuong: string;
  LoaiGiayTo: string;
}

export interface PortalFee {
  TenPhiLePhi: string;
  MaPhiLePhi: string;
  HinhThucThu: string;
  /** Đồng. */
  Gia: string;
  LoaiPhiLePhi: string;
}

/** A dossier in the shape of `DongBoHoSoMC`, as VietOpenCPS/opencps-v2 sends it. */
export interface PortalDossier {
  MaHoSo: string;
  MaTTHC: string;
  TenTTHC: string;
  MaLinhVuc: string;
  TenLinhVuc: string;
  SoBienNhan: string;
  ChuHoSo: string;
  LoaiDoiTuong: string;
  MaDoiTuong: string;
  ThongTinKhac: string;
  Email: string;
  Fax: string;
  SoDienThoai: string;
  TrichYeuHoSo: string;
  NgayTiepNhan: string;
  NgayHenTra: string;
  TrangThaiHoSo: string;
  NgayTra: string;
  ThongTinTra: string;
  HinhThuc: string;
  NgayKetThucXuLy: string;
  DonViXuLy: string;
  GhiChu: string;
  TaiLieuNop: {
    TepDinhKemId: string;
    TenTepDinhKem: string;
    IsDeleted: string;
    MaThanhPhanHoSo: string;
    DuongDanTaiTepTin: string;
  }[];
  DanhSachLePhi: PortalFee[];
  DanhSachTepDinhKemKhac: PortalPaper[];
  DanhSachHoSoBoSung: {
    HoSoBoSungId: string;
    NguoiYeuCauBoSung: string;
    NoiDungBoSung: string;
    NgayBoSung: string;
    NguoiTiepNhanBoSung: string;
    ThongTinTiepNhan: string;
    NgayTiepNhanBoSung: string;
    TrangThaiBoSung: string;
    DanhSachGiayToBoSung: PortalPaper[];
    DanhSachLePhiBoSung: PortalFee[];
    NgayHenTraTruoc: string;
    NgayHenTraMoi: string;
  }[];
  DanhSachGiayToKetQua: {
    TenGiayTo: string;
    MaThanhPhanHoSo: string;
    GiayToId: string;
    DuongDanTepTinKetQua: string;
  }[];
}

/** The portal's code of a procedure: the national one with the office's suffix, unless it is called otherwise there. */
export function portalProcedureCode(procedureCode: string, { procedures }: PortalMapping): string {
  return procedures.codes[procedureCode] ?? `${procedureCode}${procedures.suffix}`;
}

/**
 * The dossier as the portal takes it.
 *
 * @param code under which the portal has it for good: the upper node's where it came from there, else this office's.
 */
export function toPortalDossier(
  history: DossierHistory,
  mapping: PortalMapping,
  { code, procedure }: { code: string; procedure: PortalProcedure },
): PortalDossier {
  const { dossier } = history;
  const { applicant } = dossier;
  const date = (instant: string | null | undefined) => portalDate(instant, mapping);
  return {
    MaHoSo: code,
    MaTTHC: portalProcedureCode(dossier.procedureCode, mapping),
    TenTTHC: procedure.name,
    MaLinhVuc: procedure.field.code,
    TenLinhVuc: procedure.field.name,
    SoBienNhan: dossier.code,
    ChuHoSo: applicant.fullName,
    LoaiDoiTuong: mapping.applicants[applicant.kind],
    MaDoiTuong: (applicant.kind === "citizen" ? applicant.citizenNumber : applicant.taxCode) ?? "",
    ThongTinKhac: submitterOf(dossier, mapping),
    Email: applicant.email,
    Fax: "",
    SoDienThoai: applicant.phone,
    TrichYeuHoSo: dossier.procedureName,
    NgayTiepNhan: date(dossier.acceptedAt),
    NgayHenTra: date(promised(dossier)),
    TrangThaiHoSo: mapping.statuses[dossier.status],
    NgayTra: date(dossier.returned?.at),
    ThongTinTra: returnedTo(dossier, mapping),
    HinhThuc:
      mapping.form.of === "delivery"
        ? mapping.form.codes[dossier.delivery]
        : mapping.form.codes[dossier.channel],
    NgayKetThucXuLy: date(dossier.decision?.at ?? dossier.ended?.at),
    DonViXuLy: unitName(dossier.custody.unit, dossier.agency, mapping),
    GhiChu: dossier.note,
    TaiLieuNop: filesOf(history, mapping),
    DanhSachLePhi: feesOf(dossier.fees, mapping),
    DanhSachTepDinhKemKhac: papersOf(dossier.components, mapping),
    DanhSachHoSoBoSung: supplementsOf(history, mapping),
    DanhSachGiayToKetQua: resultsOf(dossier, mapping),
  };
}

/** While the clock stands, and after the end, the date that held last. */
function promised({ dueAt, pauses, appointment }: Dossier): string {
  return dueAt ?? pauses.at(-1)?.dueAt ?? appointment.dueAt;
}

function submitterOf({ submitter }: Dossier, { texts }: PortalMapping): string {
  if (submitter === null) return "";
  return filled(texts.submitter, {
    name: submitter.fullName,
    number: submitter.citizenNumber ?? "",
    right: texts.rights[submitter.right],
    authorisation: submitter.authorisation,
  });
}

function returnedTo({ returned }: Dossier, { texts }: PortalMapping): string {
  if (returned === null) return "";
  const { receiver, citizenNumber, tracking } = returned;
  return filled(texts.returned, { receiver, number: citizenNumber ?? "", tracking });
}

/** Files that were removed are named as well: only so does the portal remove them. */
function filesOf({ dossier, steps }: DossierHistory, { attachments }: PortalMapping) {
  const standing = new Set(dossier.attachments.map(({ sha256 }) => sha256));
  const all = steps.flatMap(({ after }) => after.attachments);
  const removed = new Map(
    all.filter(({ sha256 }) => !standing.has(sha256)).map((file) => [file.sha256, file]),
  );
  const said = (file: Attachment, IsDeleted: string) => ({
    TepDinhKemId: file.sha256,
    TenTepDinhKem: file.name,
    IsDeleted,
    MaThanhPhanHoSo: file.componentId ?? "",
    DuongDanTaiTepTin: filled(attachments.address, {
      sha256: file.sha256,
      name: encodeURIComponent(file.name),
    }),
  });
  return [
    ...dossier.attachments.map((file) => said(file, attachments.standing)),
    ...[...removed.values()].map((file) => said(file, attachments.deleted)),
  ];
}

function feesOf(lines: Dossier["fees"], { fees, texts }: PortalMapping): PortalFee[] {
  return lines.map(({ feeId, name, amount, quantity, exemption, collectAt }) => ({
    TenPhiLePhi: exemption === null ? name : filled(texts.exemption, { name, exemption }),
    MaPhiLePhi: fees.codes[feeId] ?? feeId,
    HinhThucThu: fees.collectAt[collectAt ?? "receipt"],
    Gia: String(amount * quantity),
    LoaiPhiLePhi:
      fees.kinds.find(({ nameBegins }) => name.startsWith(nameBegins))?.code ?? fees.kindOtherwise,
  }));
}

function papersOf(components: Dossier["components"], { papers }: PortalMapping): PortalPaper[] {
  return components.flatMap(({ name, originals, certified, copies }) =>
    (
      [
        [originals, papers.original],
        [certified, papers.certified],
        [copies, papers.copy],
      ] as const
    ).flatMap(([count, kind]) =>
      count === 0 ? [] : [{ TenGiayTo: name, SoLuong: String(count), LoaiGiayTo: kind }],
    ),
  );
}

function supplementsOf(history: DossierHistory, mapping: PortalMapping) {
  const { steps } = history;
  return steps.flatMap(({ event }, index) => {
    if (event.type !== "dossier.supplementRequested") return [];
    const { request, number } = event.data;
    const later = steps.slice(index + 1);
    // The next of either: a request that was overtaken by another is answered with it.
    const answer = later.find((step) => step.event.type === "dossier.supplemented");
    const papers =
      answer?.event.type === "dossier.supplemented" ? papersOf(answer.event.data.components, mapping) : [];
    const before = steps[index - 1]?.after;
    return [
      {
        HoSoBoSungId: number === undefined || number === "" ? event.at : number,
        NguoiYeuCauBoSung: staffName(event.actor, history, mapping),
        NoiDungBoSung: [request.reason, ...request.items].join("\n"),
        NgayBoSung: portalDate(event.at, mapping),
        NguoiTiepNhanBoSung: answer === undefined ? "" : staffName(answer.event.actor, history, mapping),
        ThongTinTiepNhan: "",
        NgayTiepNhanBoSung: portalDate(answer?.event.at, mapping),
        TrangThaiBoSung: mapping.supplements[answer === undefined ? "awaited" : "answered"],
        DanhSachGiayToBoSung: papers,
        DanhSachLePhiBoSung: [],
        NgayHenTraTruoc: portalDate(before === undefined ? null : promised(before), mapping),
        NgayHenTraMoi: portalDate(answer?.after.dueAt, mapping),
      },
    ];
  });
}

function resultsOf({ decision }: Dossier, { texts }: PortalMapping) {
  if (decision === null) return [];
  return [
    {
      TenGiayTo: filled(texts.results[decision.outcome], { number: decision.number }),
      MaThanhPhanHoSo: "",
      GiayToId: decision.number,
      DuongDanTepTinKetQua: "",
    },
  ];
}
