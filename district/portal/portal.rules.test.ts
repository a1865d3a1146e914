import { describe, expect, it } from "vitest";
import { acceptedDossierSchema, type Dossier, dossierStatuses } from "../../contract/dossier.ts";
import type { DossierEvent, DossierEventType } from "../../contract/dossier-life.ts";
import { type EventData, eventData } from "../../contract/events.ts";
import { officeInstant } from "../../contract/time.ts";
import { dossierOf } from "../../tests/dossier-of.ts";
import { portalDossierShape, portalProgressShape } from "../../tests/portal-receiver.ts";
import { historyOf } from "./history.rules.ts";
import { type PortalMapping, portalMappingSchema, portalSettingsSchema } from "./mapping.ts";
import { portalProcedureCode, toPortalDossier } from "./portal-dossier.rules.ts";
import { entryKey, missingEntries, type PortalProgress, toPortalProgress } from "./portal-progress.rules.ts";
import { readPortalSettings } from "./settings-file.ts";

const FILE = new URL("../../data/phu-ninh/portal.json", import.meta.url).pathname;
const { mapping } = readPortalSettings(FILE);
const id = dossierOf().id;
const handover = "0b0e4f0a-0000-7000-8000-0000000000aa";
const lan = { id: "lan", name: "Nguyễn Thị Lan" };
const hung = { id: "hung", name: "Trần Đức Hùng" };
const recount = (day: string) => ({ dueAt: officeInstant(day, "17:00"), steps: [] });

/** Steps on the days after the acceptance, each at 10:00. */
function life(...steps: { [T in DossierEventType]: [T, object, string?] }[DossierEventType][]) {
  return historyOf(
    steps.map(([type, data, actor = "lan"], index) => ({
      id: index + 1,
      event: {
        type,
        at: officeInstant("2026-11-24", `${String(9 + index).padStart(2, "0")}:00`),
        actor,
        subject: id,
        data: eventData[type].parse(data),
      } as DossierEvent,
    })),
  );
}

const accepted = (change: Partial<Dossier> = {}): ["dossier.accepted", EventData<"dossier.accepted">] => [
  "dossier.accepted",
  { dossier: acceptedDossierSchema.parse(dossierOf(change)), serial: 1, printJob: handover },
];
const given = (to: string) => ({
  handover,
  number: "1/2026",
  from: "counter",
  to,
  givenBy: lan,
  printJob: null,
});
const taken = (to: string) => ({ handover, to, by: { name: hung.name, staff: hung.id, how: "pin" } });
const asked = (stage: "intake" | "appraisal", number: string) => ({
  request: { stage, items: ["Bản sao giấy khai sinh"], reason: "Thiếu giấy tờ", legalBasis: "", until: null },
  number,
  printJob: null,
});

const procedure = { name: "Đăng ký khai sinh", field: { code: "G15-HT", name: "Hộ tịch" } };
function sent(history: ReturnType<typeof life>, rules: PortalMapping = mapping) {
  if (history === null) throw new Error("no beginning");
  return toPortalDossier(history, rules, { code: history.dossier.code, procedure });
}
function progress(history: ReturnType<typeof life>): PortalProgress[] {
  if (history === null) throw new Error("no beginning");
  return history.steps.flatMap(
    (step) => toPortalProgress(step, history, mapping, history.dossier.code) ?? [],
  );
}

describe("a dossier for the portal", () => {
  it("has every field of the list, and none besides", () => {
    const record = sent(
      life(
        accepted({
          components: [
            {
              componentId: "form",
              name: "Tờ khai",
              originals: 1,
              certified: 2,
              copies: 3,
              reusedFrom: null,
            },
          ],
          note: "Nộp thay mẹ",
        }),
      ),
    );
    expect(portalDossierShape.parse(record)).toEqual(record);
    expect(record).toEqual({
      MaHoSo: "000.00.15.H44-261124-0001",
      MaTTHC: "1.001612.000.00.00.H44",
      TenTTHC: "Đăng ký khai sinh",
      MaLinhVuc: "G15-HT",
      TenLinhVuc: "Hộ tịch",
      SoBienNhan: "000.00.15.H44-261124-0001",
      ChuHoSo: "Nguyễn Văn An",
      LoaiDoiTuong: "1",
      MaDoiTuong: "025099000123",
      ThongTinKhac: "",
      Email: "",
      Fax: "",
      SoDienThoai: "",
      TrichYeuHoSo: "Đăng ký thành lập hộ kinh doanh",
      NgayTiepNhan: "20261124090000",
      NgayHenTra: "20261127170000",
      TrangThaiHoSo: "2",
      NgayTra: "",
      ThongTinTra: "",
      HinhThuc: "0",
      NgayKetThucXuLy: "",
      DonViXuLy: "Bộ phận Tiếp nhận và Trả kết quả",
      GhiChu: "Nộp thay mẹ",
      TaiLieuNop: [
        {
          TepDinhKemId: "a".repeat(64),
          TenTepDinhKem: "don.pdf",
          IsDeleted: "0",
          MaThanhPhanHoSo: "",
          DuongDanTaiTepTin: "",
        },
      ],
      DanhSachLePhi: [
        {
          TenPhiLePhi: "Lệ phí",
          MaPhiLePhi: "main",
          HinhThucThu: "1",
          Gia: "20000",
          LoaiPhiLePhi: "1",
        },
      ],
      DanhSachTepDinhKemKhac: [
        { TenGiayTo: "Tờ khai", SoLuong: "1", LoaiGiayTo: "0" },
        { TenGiayTo: "Tờ khai", SoLuong: "2", LoaiGiayTo: "1" },
        { TenGiayTo: "Tờ khai", SoLuong: "3", LoaiGiayTo: "1" },
      ],
      DanhSachHoSoBoSung: [],
      DanhSachGiayToKetQua: [],
    });
  });

  const lodged = (): ["dossier.lodged", EventData<"dossier.lodged">] => [
    "dossier.lodged",
    { dossier: acceptedDossierSchema.parse(dossierOf({ status: "lodged", channel: "online" })) },
  ];
  const reason = "Không còn nhu cầu";
  const decided = ["dossier.decided", { outcome: "granted", number: "12/GCN", note: "" }] as const;
  const returned = [
    "dossier.resultReturned",
    { via: "counter", receiver: "Nguyễn Văn An", citizenNumber: "025099000123", tracking: "" },
  ] as const;
  it.each([
    ["1", life(lodged())],
    ["2", life(accepted())],
    ["3", life(lodged(), ["dossier.notAccepted", { reason, printJob: null }])],
    [
      "4",
      life(accepted(), ["dossier.handedOver", given("tu-phap")], ["dossier.takenOver", taken("tu-phap")]),
    ],
    ["5", life(accepted(), ["dossier.supplementRequested", asked("appraisal", "1/HDHS")])],
    [
      "6",
      life(accepted(), [
        "dossier.paymentRequested",
        {
          lines: [{ feeId: "tax", name: "Phí thẩm định", amount: 5000, quantity: 2, exemption: null }],
          reason,
          printJob: null,
        },
      ]),
    ],
    ["7", life(accepted(), ["dossier.withdrawalRequested", { by: "Nguyễn Văn An", reason }])],
    [
      "8",
      life(accepted(), [
        "dossier.stopped",
        { reason, legalBasis: "", signedBy: "Lê Văn Quyết", printJob: null },
      ]),
    ],
    ["9", life(accepted(), [...decided])],
    ["10", life(accepted(), [...decided], [...returned])],
  ])("has the national status %s", (status, history) => {
    const record = sent(history);
    expect(record.TrangThaiHoSo).toBe(status);
    expect(portalDossierShape.parse(record)).toEqual(record);
    expect(progress(history).at(-1)?.TrangThai).toBe(status);
    expect(dossierStatuses[Number(status) as 1]).toBe(history?.dossier.status);
  });

  it("that is withdrawn, stopped or refused says when it ended", () => {
    const ends = [
      life(
        accepted(),
        ["dossier.withdrawalRequested", { by: "Nguyễn Văn An", reason }],
        ["dossier.withdrawn", { receiver: "Nguyễn Văn An", reason }],
      ),
      life(accepted(), ["dossier.stopped", { reason, legalBasis: "", signedBy: "Q", printJob: null }]),
      life(lodged(), ["dossier.notAccepted", { reason, printJob: null }]),
    ];
    expect(ends.map((history) => sent(history).NgayKetThucXuLy)).toEqual([
      "20261124110000",
      "20261124100000",
      "20261124100000",
    ]);
    // What was promised stays said.
    for (const history of ends) expect(sent(history).NgayHenTra).toBe("20261127170000");
    expect(sent(ends[0] ?? null).TrangThaiHoSo).toBe("7");
  });

  it("says each supplement with both dates and both persons", () => {
    const answer = (name: string) => ({
      componentId: name,
      name,
      originals: 1,
      certified: 0,
      copies: 0,
      reusedFrom: null,
    });
    const history = life(
      accepted(),
      ["dossier.supplementRequested", asked("intake", "1/HDHS")],
      ["dossier.supplemented", { components: [answer("Giấy khai sinh")], recount: recount("2026-12-01") }],
      ["dossier.handedOver", given("tu-phap")],
      ["dossier.takenOver", taken("tu-phap"), "hung"],
      ["dossier.supplementRequested", asked("appraisal", "2/HDHS"), "hung"],
    );
    const { DanhSachHoSoBoSung: all, NgayHenTra } = sent(history);
    expect(all).toEqual([
      {
        HoSoBoSungId: "1/HDHS",
        NguoiYeuCauBoSung: "Nguyễn Thị Lan",
        NoiDungBoSung: "Thiếu giấy tờ\nBản sao giấy khai sinh",
        NgayBoSung: "20261124100000",
        NguoiTiepNhanBoSung: "Nguyễn Thị Lan",
        ThongTinTiepNhan: "",
        NgayTiepNhanBoSung: "20261124110000",
        TrangThaiBoSung: "1",
        DanhSachGiayToBoSung: [{ TenGiayTo: "Giấy khai sinh", SoLuong: "1", LoaiGiayTo: "0" }],
        DanhSachLePhiBoSung: [],
        NgayHenTraTruoc: "20261127170000",
        NgayHenTraMoi: "20261201170000",
      },
      {
        HoSoBoSungId: "2/HDHS",
        // Not in the mapping: named as he signed the hand-over.
        NguoiYeuCauBoSung: "Trần Đức Hùng",
        NoiDungBoSung: "Thiếu giấy tờ\nBản sao giấy khai sinh",
        NgayBoSung: "20261124140000",
        NguoiTiepNhanBoSung: "",
        ThongTinTiepNhan: "",
        NgayTiepNhanBoSung: "",
        TrangThaiBoSung: "0",
        DanhSachGiayToBoSung: [],
        DanhSachLePhiBoSung: [],
        NgayHenTraTruoc: "20261201170000",
        NgayHenTraMoi: "",
      },
    ]);
    expect(NgayHenTra).toBe("20261201170000");
  });

  it("of an organisation has its tax code; who came for it, and by what right, is said", () => {
    const record = sent(
      life(
        accepted({
          applicant: {
            ...dossierOf().applicant,
            kind: "organisation",
            fullName: "Công ty TNHH Phù Ninh",
            citizenNumber: null,
            taxCode: "2600123456",
          },
          submitter: {
            fullName: "Trần Thị Bình",
            citizenNumber: "025190000456",
            phone: "",
            right: "authorised",
            authorisation: "số 5 ngày 20/11/2026",
          },
        }),
      ),
    );
    expect(record).toMatchObject({
      ChuHoSo: "Công ty TNHH Phù Ninh",
      LoaiDoiTuong: "2",
      MaDoiTuong: "2600123456",
      ThongTinKhac: "Người nộp: Trần Thị Bình 025190000456 (được ủy quyền số 5 ngày 20/11/2026)",
    });
  });

  it("without a number, a phone or any paper has empty fields, not missing ones", () => {
    const record = sent(
      life(accepted({ applicant: { ...dossierOf().applicant, citizenNumber: null }, attachments: [] })),
    );
    expect(record).toMatchObject({ MaDoiTuong: "", TaiLieuNop: [], DanhSachTepDinhKemKhac: [] });
    expect(portalDossierShape.parse(record)).toEqual(record);
  });

  it("says fees by when they are paid, by their kind, and after the exemption", () => {
    const line = { feeId: "main", name: "Lệ phí", amount: 0, quantity: 1, exemption: "Hộ nghèo" };
    const copy = { ...line, feeId: "copy", name: "Phí bản sao", amount: 8000, quantity: 3, exemption: null };
    const record = sent(life(accepted({ fees: [line, { ...copy, collectAt: "result" }], fee: 24_000 })));
    expect(record.DanhSachLePhi).toEqual([
      {
        TenPhiLePhi: "Lệ phí (miễn, giảm: Hộ nghèo)",
        MaPhiLePhi: "main",
        HinhThucThu: "1",
        Gia: "0",
        LoaiPhiLePhi: "1",
      },
      { TenPhiLePhi: "Phí bản sao", MaPhiLePhi: "copy", HinhThucThu: "4", Gia: "24000", LoaiPhiLePhi: "2" },
    ]);
  });

  it("says the result, who has it and how", () => {
    const history = life(
      accepted({ delivery: "post" }),
      ["dossier.decided", { outcome: "denied", number: "7/UBND", note: "" }],
      [
        "dossier.resultReturned",
        { via: "post", receiver: "Nguyễn Văn An", citizenNumber: null, tracking: "EV1" },
      ],
    );
    expect(sent(history)).toMatchObject({
      HinhThuc: "1",
      NgayKetThucXuLy: "20261124100000",
      NgayTra: "20261124110000",
      ThongTinTra: "Nguyễn Văn An EV1",
      DanhSachGiayToKetQua: [
        {
          TenGiayTo: "Văn bản trả lời không đồng ý số 7/UBND",
          MaThanhPhanHoSo: "",
          GiayToId: "7/UBND",
          DuongDanTepTinKetQua: "",
        },
      ],
    });
  });

  it("tells of a removed file that it is deleted", () => {
    const history = life(accepted(), ["dossier.detached", { sha256: "a".repeat(64), reason: "Nhầm" }]);
    expect(sent(history).TaiLieuNop).toMatchObject([{ TepDinhKemId: "a".repeat(64), IsDeleted: "1" }]);
  });

  it("speaks as another integrator wants it, by the mapping alone", () => {
    const other = portalMappingSchema.parse({
      ...mapping,
      dates: "spaced",
      applicants: { citizen: "0", organisation: "1" },
      form: { of: "channel", codes: { counter: "1", online: "2", post: "3" } },
      procedures: { suffix: ".H44", codes: { "1.001612": "2.000815.000.00.00.H44.02" } },
      attachments: { address: "https://tep.example.vn/{sha256}/{name}", standing: "False", deleted: "True" },
      fees: { ...mapping.fees, codes: { main: "LP01" } },
    });
    expect(sent(life(accepted()), other)).toMatchObject({
      MaTTHC: "2.000815.000.00.00.H44.02",
      LoaiDoiTuong: "0",
      HinhThuc: "1",
      NgayTiepNhan: "2026-11-24 09:00:00",
      DanhSachLePhi: [{ MaPhiLePhi: "LP01" }],
      TaiLieuNop: [
        { IsDeleted: "False", DuongDanTaiTepTin: `https://tep.example.vn/${"a".repeat(64)}/don.pdf` },
      ],
    });
    expect(portalProcedureCode("1.001193", other)).toBe("1.001193.H44");
  });
});

describe("the progress of a dossier", () => {
  const history = life(
    accepted(),
    ["dossier.noted", { text: "Gọi lại" }],
    ["dossier.handedOver", given("tu-phap")],
    ["dossier.takenOver", taken("tu-phap"), "hung"],
    ["dossier.supplementRequested", asked("appraisal", "2/HDHS"), "hung"],
  );

  it("has an entry of each step that the mapping names, with the status after it", () => {
    const entries = progress(history);
    for (const entry of entries) expect(portalProgressShape.parse(entry)).toEqual(entry);
    expect(entries.map(({ NoiDungXuLy, TrangThai }) => [NoiDungXuLy, TrangThai])).toEqual([
      ["Tiếp nhận hồ sơ", "2"],
      ["Chuyển hồ sơ đến Phòng Tư pháp", "2"],
      ["Phòng Tư pháp nhận hồ sơ", "4"],
      ["Yêu cầu bổ sung: Thiếu giấy tờ", "5"],
    ]);
    expect(entries[2]).toEqual({
      MaHoSo: "000.00.15.H44-261124-0001",
      NguoiXuLy: "Trần Đức Hùng",
      ChucDanh: "",
      ThoiDiemXuLy: "20261124120000",
      PhongBanXuLy: "Phòng Tư pháp",
      NoiDungXuLy: "Phòng Tư pháp nhận hồ sơ",
      TrangThai: "4",
      NgayBatDau: "20261124120000",
      NgayKetThucTheoQuyDinh: "20261127170000",
    });
    expect(entries[3]?.NgayKetThucTheoQuyDinh).toBe("");
  });

  it("is told on from where the portal has it", () => {
    const all = progress(history).map((entry, index) => ({ acknowledged: index < 1, entry }));
    const keys = all.map(({ entry }) => entryKey((field) => entry[field]));
    const said = (listed: string[] | null) => missingEntries(all, listed).map(({ TrangThai }) => TrangThai);
    expect(said(null)).toEqual(["2", "4", "5"]);
    expect(said(keys.slice(0, 3))).toEqual(["5"]);
    expect(said(keys)).toEqual([]);
    // Two that read alike are two.
    const twice = [...all, ...all].map(({ entry }) => ({ acknowledged: false, entry }));
    expect(missingEntries(twice, keys)).toEqual(all.map(({ entry }) => entry));
  });
});

describe("a history", () => {
  it("begins with the beginning, also where another station's steps came first", () => {
    const [begin, ...later] = (life(accepted(), [
      "dossier.withdrawalRequested",
      { by: "An Nguyễn", reason: "Đổi ý" },
    ])?.steps ?? []) as { id: number; event: DossierEvent }[];
    const told = [...later, begin, begin] as { id: number; event: DossierEvent }[];
    expect(historyOf(told)?.dossier.status).toBe("withdrawalRequested");
    expect(historyOf(told)?.steps).toHaveLength(2);
    expect(historyOf(later)).toBeNull();
  });
});

describe("the file of the mapping", () => {
  it("names the place of a fault", () => {
    expect(() => portalSettingsSchema.parse({ connection: {} })).toThrow();
    expect(() => readPortalSettings("/nowhere/portal.json")).toThrow(
      expect.objectContaining({ code: "DATA_FILE_INVALID" }),
    );
    const { statuses } = mapping;
    const { stopped: _stopped, ...nine } = statuses;
    const read = portalMappingSchema.safeParse({ ...mapping, statuses: nine });
    expect(read.error?.issues[0]?.path).toEqual(["statuses", "stopped"]);
  });
});
