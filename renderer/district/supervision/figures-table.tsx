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
} satisfies Record<string, (row: FiguresRow) => number | null>;
export type FiguresColumn = keyof typeof columns;

const shown: readonly FiguresColumn[] = [
  "received",
  "online",
  "settled",
  "onTime",
  "open",
  "overdue",
  "digitised",
  "satisfied",
  "wait",
];

interface Order {
  by: FiguresColumn | "name";
  down: boolean;
}

/** One row each, the most overdue first until another order is asked for. */
export function FiguresTable({
  kind,
  rows,
  onOpen,
}: {
  kind: "agency" | "field" | "procedure";
  rows: readonly FiguresRow[];
  onOpen?: ((code: string) => void) | undefined;
}) {
  const { t, language } = useTexts();
  const [order, setOrder] = useState<Order>({ by: "overdue", down: true });
  const most = Math.max(1, ...rows.map(columns.received));
  const inUse = shown.filter((column) => kind === "agency" || (column !== "satisfied" && column !== "wait"));
  const n = (value: number) => wholeNumber(value, language);
  const p = (value: number | null) => (value === null ? "–" : percent(value, language, 1));
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
            {inUse.map((column) => head(column, t(`districtWeb.supervision.column.${column}`)))}
          </tr>
        </thead>
        <tbody>
          {inOrder(rows, order, language).map((row) => {
            const { dossiers } = row;
            const decided = Math.max(1, decidedOf(dossiers));
            return (
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
                <td className="figure">
                  {n(columns.received(row))}
                  <Bar parts={[["received", columns.received(row) / most]]} />
                </td>
                <td className="figure">
                  {p(columns.online(row))}
                  <Bar parts={[["online", columns.online(row) ?? 0]]} />
                </td>
                <td className="figure">{n(columns.settled(row))}</td>
                <td className="figure">
                  {p(columns.onTime(row))}
                  <Bar
                    parts={[
                      ["early", dossiers.early / decided],
                      ["onTime", dossiers.onTime / decided],
                      ["late", dossiers.late / decided],
                    ]}
                  />
                </td>
                <td className="figure">{n(columns.open(row))}</td>
                <td className="figure">
                  {dossiers.overdue === 0 ? (
                    <span className="none">0</span>
                  ) : (
                    <span className="chip" data-tone="late">
                      {n(dossiers.overdue)}
                    </span>
                  )}
                </td>
                <td className="figure">{p(columns.digitised(row))}</td>
                {kind === "agency" ? (
                  <>
                    <td className="figure">{p(columns.satisfied(row))}</td>
                    <td className="figure">
                      {columns.wait(row) === null
                        ? "–"
                        : t("districtWeb.supervision.minutes", { n: n(columns.wait(row) ?? 0) })}
                    </td>
                  </>
                ) : null}
              </tr>
            );
          })}
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

/** Parts of a whole, drawn side by side; the figures beside it say the same. */
function Bar({ parts }: { parts: readonly (readonly [string, number])[] }) {
  return (
    <span className="bar" aria-hidden="true">
      {parts.map(([part, share]) => (
        <i key={part} data-part={part} style={{ width: `${100 * share}%` }} />
      ))}
    </span>
  );
}
