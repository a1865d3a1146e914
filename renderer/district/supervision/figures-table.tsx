import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useState } from "react";
import type { DossierFigures, ReceptionFigures } from "../../../contract/district-supervision.ts";
import { receivedOf } from "../../../contract/figure-sums.ts";
import { percent, wholeNumber } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import {
  decidedOf,
  digitisedShare,
  onlineShare,
  onTimeShare,
  openOf,
  satisfiedShare,
  serviceMinutes,
  settledOf,
  waitMinutes,
} from "./shares.rules.ts";

export interface FiguresRow {
  code: string;
  name: string;
  dossiers: DossierFigures;
  /** Null where the queue is not told apart so. */
  reception: ReceptionFigures | null;
}

/** What the rows are: agencies, fields, procedures, or the clerks and officers of one agency. */
export type RowKind = "agency" | "field" | "procedure" | "person";

/** What a row is worth in a column; null where there is nothing to say. */
const columns = {
  received: (row) => receivedOf(row.dossiers),
  online: (row) => onlineShare(row.dossiers),
  settled: (row) => settledOf(row.dossiers),
  onTime: (row) => onTimeShare(row.dossiers),
  open: (row) => openOf(row.dossiers),
  overdue: (row) => row.dossiers.overdue,
  digitised: (row) => digitisedShare(row.dossiers),
  satisfied: (row) => (row.reception === null ? null : satisfiedShare(row.reception)),
  wait: (row) => (row.reception === null ? null : waitMinutes(row.reception)),
  supplements: (row) => row.dossiers.supplements,
  refusals: (row) => row.dossiers.refusals,
  served: (row) => row.reception?.served ?? null,
  service: (row) => (row.reception === null ? null : serviceMinutes(row.reception)),
} satisfies Record<string, (row: FiguresRow) => number | null>;
export type FiguresColumn = keyof typeof columns;

const ofDossiers = ["received", "online", "settled", "onTime", "open", "overdue", "digitised"] as const;
const shown: Record<RowKind, readonly FiguresColumn[]> = {
  agency: [...ofDossiers, "satisfied", "wait"],
  field: ofDossiers,
  procedure: ofDossiers,
  person: ["received", "online", "settled", "onTime", "supplements", "refusals", "served", "service"],
};
/** By what a table is in order at first, the most on top. */
const firstBy: Record<RowKind, FiguresColumn> = {
  agency: "overdue",
  field: "overdue",
  procedure: "overdue",
  person: "received",
};

const shares: ReadonlySet<FiguresColumn> = new Set(["online", "onTime", "digitised", "satisfied"]);
const minutes: ReadonlySet<FiguresColumn> = new Set(["wait", "service"]);

interface Order {
  by: FiguresColumn | "name";
  down: boolean;
}

/** One row each, the most overdue or the busiest first until another order is asked for. */
export function FiguresTable({
  kind,
  rows,
  onOpen,
}: {
  kind: RowKind;
  rows: readonly FiguresRow[];
  onOpen?: ((code: string) => void) | undefined;
}) {
  const { t, language } = useTexts();
  const [order, setOrder] = useState<Order>({ by: firstBy[kind], down: true });
  const most = Math.max(1, ...rows.map(columns.received));
  const said = (column: FiguresColumn, value: number | null) => {
    if (value === null) return "–";
    if (shares.has(column)) return percent(value, language, 1);
    const n = wholeNumber(value, language);
    return minutes.has(column) ? t("districtWeb.supervision.minutes", { n }) : n;
  };
  const head = (by: Order["by"], text: string) => (
    <th
      key={by}
      className={by === "name" ? undefined : "figure"}
      aria-sort={order.by === by ? (order.down ? "descending" : "ascending") : undefined}
    >
      <button
        type="button"
        className="sort"
        data-testid={`sort-${by}`}
        onClick={() => setOrder({ by, down: order.by === by ? !order.down : by !== "name" })}
      >
        {text}
        {order.by !== by ? null : order.down ? <IconArrowDown size={14} /> : <IconArrowUp size={14} />}
      </button>
      {/* Buttons are not repeated on the next sheet. */}
      <span className="print-head">{text}</span>
    </th>
  );
  return (
    <div className="table-frame">
      <table className="table figures" data-testid="figures-table">
        <thead>
          <tr>
            {head("name", t(`districtWeb.supervision.by.${kind}`))}
            {shown[kind].map((column) => head(column, t(`districtWeb.supervision.column.${column}`)))}
          </tr>
        </thead>
        <tbody>
          {inOrder(rows, order, language).map((row) => (
            <tr key={row.code} data-testid={`row-${row.code}`}>
              <th scope="row">
                {onOpen === undefined ? (
                  row.name
                ) : (
                  <button type="button" className="row-link" onClick={() => onOpen(row.code)}>
                    {row.name}
                  </button>
                )}
              </th>
              {shown[kind].map((column) => {
                const value = columns[column](row);
                return (
                  <td key={column} className="figure">
                    {column === "overdue" && value !== 0 ? (
                      <span className="chip" data-tone="late">
                        {said(column, value)}
                      </span>
                    ) : (
                      <span className={value === 0 || value === null ? "none" : undefined}>
                        {said(column, value)}
                      </span>
                    )}
                    <Bar parts={partsOf(column, row, most)} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inOrder(rows: readonly FiguresRow[], { by, down }: Order, language: string): FiguresRow[] {
  const sign = down ? -1 : 1;
  const byName = (a: FiguresRow, b: FiguresRow) => a.name.localeCompare(b.name, language);
  if (by === "name") return [...rows].sort((a, b) => sign * byName(a, b));
  const value = columns[by];
  return [...rows].sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    // What there is nothing to say of stands last, whichever way round.
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (one - other) || byName(a, b);
  });
}

type Parts = readonly (readonly [string, number])[];

/** What is drawn under a figure; null where nothing is, or it would be empty. */
function partsOf(column: FiguresColumn, row: FiguresRow, most: number): Parts | null {
  const { dossiers } = row;
  if (column === "received" && receivedOf(dossiers) > 0) return [["received", receivedOf(dossiers) / most]];
  if (column === "online" && columns.online(row) !== null) return [["online", columns.online(row) ?? 0]];
  const decided = decidedOf(dossiers);
  if (column !== "onTime" || decided === 0) return null;
  return [
    ["early", dossiers.early / decided],
    ["onTime", dossiers.onTime / decided],
    ["late", dossiers.late / decided],
  ];
}

/** Parts of a whole, drawn side by side; the figures beside it say the same. */
function Bar({ parts }: { parts: Parts | null }) {
  if (parts === null) return null;
  return (
    <span className="bar" aria-hidden="true">
      {parts.map(([part, share]) => (
        <i key={part} data-part={part} style={{ width: `${100 * share}%` }} />
      ))}
    </span>
  );
}
