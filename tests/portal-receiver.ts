import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

/** In which way the portal fails at a call. `lost` and `late` take what was sent and never say so. */
export const portalFaults = [
  "400",
  "401",
  "403",
  "404",
  "502",
  "html",
  "half",
  "refused",
  "sessionEnded",
  "late",
  "lost",
] as const;
export type PortalFault = (typeof portalFaults)[number];

const text = z.string();
const said = z.string().min(1);
const date = z.string().regex(/^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d){2}$/);
const dateOrNone = z.union([date, z.literal("")]);
const status = z.string().regex(/^([1-9]|10)$/);
const count = z.string().regex(/^\d+$/);
const papers = z.array(
  z.strictObject({ TenGiayTo: said, SoLuong: count, LoaiGiayTo: z.enum(["0", "1", "2"]) }),
);
const fees = z.array(
  z.strictObject({
    TenPhiLePhi: said,
    MaPhiLePhi: said,
    HinhThucThu: z.enum(["1", "2", "4"]),
    Gia: count,
    LoaiPhiLePhi: z.enum(["1", "2"]),
  }),
);

/** The fields of `DongBoHoSoMC` as the facts list them, none more and none less. */
export const portalDossierShape = z.strictObject({
  MaHoSo: said,
  MaTTHC: said,
  TenTTHC: said,
  MaLinhVuc: said,
  TenLinhVuc: said,
  SoBienNhan: text,
  ChuHoSo: said,
  LoaiDoiTuong: z.enum(["1", "2"]),
  MaDoiTuong: text,
  ThongTinKhac: text,
  Email: text,
  Fax: text,
  SoDienThoai: text,
  TrichYeuHoSo: said,
  NgayTiepNhan: date,
  NgayHenTra: date,
  TrangThaiHoSo: status,
  NgayTra: dateOrNone,
  ThongTinTra: text,
  HinhThuc: z.enum(["0", "1"]),
  NgayKetThucXuLy: dateOrNone,
  DonViXuLy: said,
  GhiChu: text,
  TaiLieuNop: z.array(
    z.strictObject({
      TepDinhKemId: said,
      TenTepDinhKem: said,
      IsDeleted: z.enum(["0", "1"]),
      MaThanhPhanHoSo: text,
      DuongDanTaiTepTin: text,
    }),
  ),
  DanhSachLePhi: fees,
  DanhSachTepDinhKemKhac: papers,
  DanhSachHoSoBoSung: z.array(
    z.strictObject({
      HoSoBoSungId: said,
      NguoiYeuCauBoSung: said,
      NoiDungBoSung: said,
      NgayBoSung: date,
      NguoiTiepNhanBoSung: text,
      ThongTinTiepNhan: text,
      NgayTiepNhanBoSung: dateOrNone,
      TrangThaiBoSung: z.enum(["0", "1"]),
      DanhSachGiayToBoSung: papers,
      DanhSachLePhiBoSung: fees,
      NgayHenTraTruoc: date,
      NgayHenTraMoi: dateOrNone,
    }),
  ),
  DanhSachGiayToKetQua: z.array(
    z.strictObject({
      TenGiayTo: said,
      MaThanhPhanHoSo: text,
      GiayToId: text,
      DuongDanTepTinKetQua: text,
    }),
  ),
});

/** The fields of `CapNhatTienDoHoSoMC`. */
export const portalProgressShape = z.strictObject({
  MaHoSo: said,
  NguoiXuLy: said,
  ChucDanh: text,
  ThoiDiemXuLy: date,
  PhongBanXuLy: text,
  NoiDungXuLy: said,
  TrangThai: status,
  NgayBatDau: dateOrNone,
  NgayKetThucTheoQuyDinh: dateOrNone,
});

const common = { session: text, madonvi: said };
const callShape = z.discriminatedUnion("service", [
  z.strictObject({ ...common, service: z.literal("TraCuuHoSo"), mahoso: said }),
  z.strictObject({ ...common, service: z.literal("LayThuTuc"), maTTHC: said }),
  z.strictObject({ ...common, service: z.literal("LayDanhSachTTHC") }),
  z.strictObject({
    ...common,
    service: z.literal("DongBoHoSoMC"),
    isUpdating: z.enum(["true", "false"]),
    data: z.array(portalDossierShape).min(1),
  }),
  z.strictObject({
    ...common,
    service: z.literal("CapNhatTienDoHoSoMC"),
    data: z.array(portalProgressShape).min(1),
  }),
]);
type Call = z.infer<typeof callShape>;

export interface ReceivedDossier {
  record: z.infer<typeof portalDossierShape>;
  /** How often it was taken, as a new one and as one that was known. */
  inserts: number;
  updates: number;
  progress: z.infer<typeof portalProgressShape>[];
}

export const RECEIVER_ACCOUNT = { username: "phuninh", password: "bí mật" };

/** The portal's side of the dossier sync: it checks the shape of every call strictly, and fails when it is told to. */
export class PortalReceiver {
  readonly dossiers = new Map<string, ReceivedDossier>();
  /** National codes with their suffix, and what they are called. */
  readonly procedures = new Map<string, string>();
  /** What it refused because its shape or order was wrong: a fault of the sender. */
  readonly complaints: string[] = [];
  /** Every call that arrived, in order. */
  readonly calls: { service: string; code: string }[] = [];
  /** The most calls about one dossier that were open at once. */
  mostAtOnce = 0;
  signIns = 0;
  /** How it fails at a call. */
  fault: (service: string, code: string) => PortalFault | null = () => null;
  /** Told when a call was taken and its answer is about to be lost. */
  beforeLoss: () => void = () => undefined;
  /** Whether a look-up says which progress is there. */
  listsProgress = true;

  readonly #sessions = new Set<string>();
  readonly #open = new Map<string, number>();
  readonly #server = createServer((message, response) => void this.#answer(message, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  endSessions(): void {
    this.#sessions.clear();
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of message) parts.push(part as Buffer);
    const sent = readJson(Buffer.concat(parts).toString("utf8"));
    if (sent === null) return this.#complain(response, 400, "no body");
    const url = new URL(message.url ?? "/", "http://portal");
    if (url.pathname === "/login") return this.#signIn(sent, response);
    if (!/^\/call(\/|$)/.test(url.pathname)) return send(response, 404, "not here");
    const body = url.pathname === "/call" ? sent : { ...sent, ...fromQuery(url) };
    const service = String(body.service);
    const code = codeIn(body);
    this.calls.push({ service, code });
    const open = (this.#open.get(code) ?? 0) + 1;
    this.#open.set(code, open);
    if (code !== "") this.mostAtOnce = Math.max(this.mostAtOnce, open);
    response.on("close", () => this.#open.set(code, (this.#open.get(code) ?? 1) - 1));
    const fault = this.fault(service, code);
    switch (fault) {
      case "400":
        return send(response, 400, "missing body");
      case "401":
        this.endSessions();
        return send(response, 401, "token");
      case "403":
      case "404":
        return send(response, Number(fault), "no");
      case "502":
        return send(response, 502, "<html><h1>Bad Gateway</h1></html>");
      case "html":
        return send(response, 200, "<!DOCTYPE html><title>Đăng nhập</title>");
      case "half":
        return send(response, 200, '{"error_code": "0", "resu');
      case "refused":
        return send(response, 200, JSON.stringify({ error_code: "99", message: "Lỗi hệ thống" }));
      case "sessionEnded":
        this.endSessions();
        break;
      default:
        break;
    }
    if (!this.#sessions.has(String(body.session)))
      return send(response, 200, JSON.stringify({ error_code: "-1", message: "session" }));
    const call = callShape.safeParse(body);
    if (!call.success) return this.#complain(response, 200, `${service}: ${z.prettifyError(call.error)}`);
    const answer = this.#take(call.data);
    if (fault === "lost") {
      this.beforeLoss();
      response.destroy();
      return;
    }
    // The sender has given up by then.
    if (fault === "late")
      return void setTimeout(() => send(response, 200, JSON.stringify(answer)), 1500).unref();
    send(response, 200, JSON.stringify(answer));
  }

  #signIn(body: Record<string, unknown>, response: ServerResponse): void {
    const { username, password } = RECEIVER_ACCOUNT;
    if (this.fault("login", "") === "502") send(response, 502, "<html>");
    else if (body.username !== username || body.password !== password)
      send(response, 200, JSON.stringify({ error_code: 1, message: "account" }));
    else {
      this.signIns += 1;
      const session = `s${this.signIns}`;
      this.#sessions.add(session);
      send(response, 200, JSON.stringify({ session, error_code: 0 }));
    }
  }

  #take(call: Call): object {
    switch (call.service) {
      case "LayThuTuc": {
        const name = this.procedures.get(call.maTTHC);
        const procedure = {
          MATTHC: call.maTTHC,
          TENTTHC: name,
          LINHVUCTHUCHIEN: [{ MALINHVUC: "G15-HT", TENLINHVUC: "Hộ tịch" }],
        };
        return { error_code: 0, result: name === undefined ? [] : [procedure] };
      }
      case "LayDanhSachTTHC":
        return {
          error_code: 0,
          result: [...this.procedures].map(([MATTHC, TENTTHC]) => ({ MATTHC, TENTTHC })),
        };
      case "TraCuuHoSo": {
        const known = this.dossiers.get(call.mahoso);
        if (known === undefined) return { error_code: 0, result: [] };
        const { record, progress } = known;
        return {
          error_code: 0,
          result: [
            {
              MAHOSO: call.mahoso,
              TRANGTHAIHOSO: record.TrangThaiHoSo,
              // As deployed portals answer: names in capitals.
              ...(this.listsProgress ? { DANHSACHTIENDO: progress.map(inCapitals) } : {}),
            },
          ],
        };
      }
      case "DongBoHoSoMC":
        for (const record of call.data) {
          const known = this.dossiers.get(record.MaHoSo);
          const name = this.procedures.get(record.MaTTHC);
          if (name === undefined) return this.#refuse("104", `procedure ${record.MaTTHC}`);
          if (call.isUpdating === "true" && known === undefined)
            return this.#refuse("103", `update of ${record.MaHoSo}, which is not there`);
          if (call.isUpdating === "false" && known !== undefined)
            return this.#refuse("102", `${record.MaHoSo} inserted again`);
          this.dossiers.set(record.MaHoSo, {
            record,
            inserts: known?.inserts ?? 1,
            updates: known === undefined ? 0 : known.updates + 1,
            progress: known?.progress ?? [],
          });
        }
        return { error_code: "00" };
      case "CapNhatTienDoHoSoMC":
        for (const entry of call.data) {
          const known = this.dossiers.get(entry.MaHoSo);
          if (known === undefined)
            return this.#refuse("103", `progress of ${entry.MaHoSo}, which is not there`);
          known.progress.push(entry);
        }
        return { error_code: "00" };
    }
  }

  #refuse(error_code: string, message: string): object {
    this.complaints.push(message);
    return { error_code, message };
  }

  #complain(response: ServerResponse, status: number, complaint: string): void {
    this.complaints.push(complaint);
    send(response, status, JSON.stringify({ error_code: "98", message: complaint }));
  }
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { "content-type": body.startsWith("<") ? "text/html" : "application/json" });
  response.end(body);
}

function readJson(body: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}

function inCapitals(entry: object): object {
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name.toUpperCase(), value]));
}

/** A call of the form `…/DongBoHoSoMC?MaDinhDanhDV=…&isUpdating=True` as the other form has it. */
function fromQuery({ pathname, searchParams }: URL): Record<string, string> {
  const { MaDinhDanhDV = "", ...args } = Object.fromEntries(searchParams);
  const { isUpdating } = args;
  return {
    ...args,
    madonvi: MaDinhDanhDV,
    service: pathname.slice("/call/".length),
    // This form writes it in capitals, and takes nothing else.
    ...(isUpdating === undefined ? {} : { isUpdating: { True: "true", False: "false" }[isUpdating] ?? "" }),
  };
}

/** The dossier that a call is about. */
function codeIn(body: Record<string, unknown>): string {
  const [first] = Array.isArray(body.data) ? body.data : [body];
  return String(first?.MaHoSo ?? first?.mahoso ?? "");
}
