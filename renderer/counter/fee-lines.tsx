import { Button, NumberInput } from "@mantine/core";
import type { Quote } from "../../contract/intake-calls.ts";
import { money } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useDialogs } from "./dialogs.ts";
import { useIntake } from "./intake-store.ts";

type Fee = Quote["fees"][number];

/** What it costs (*phí, lệ phí*), line by line: copies and pages where they count, and who pays less. */
export function FeeLines() {
  const { t, own } = useTexts();
  const { draft, quote } = useIntake();
  const open = useDialogs((state) => state.open);
  if (quote === null) return null;
  const { fees, procedure } = quote;
  const charged = fees.filter(({ amount }) => amount > 0);
  const exemptions = fees.flatMap((fee) => fee.exemptions);
  const chosen = exemptions.find(({ id }) => id === draft.exemption);
  const first = charged.find(({ per }) => per !== "dossier")?.id;
  return (
    <section className="intake-part" aria-label={t("intake.fees")}>
      <header className="part-head">
        <h3>{t("intake.fees")}</h3>
        {charged.length === 0 || exemptions.length === 0 ? null : (
          <button
            type="button"
            className="choose-line"
            data-testid="exemption"
            onClick={() => open({ kind: "exemption" })}
          >
            <small>{t("intake.exemption")}</small>
            <b>{chosen === undefined ? t("intake.noExemption") : own(chosen.name)}</b>
            <kbd>Alt M</kbd>
          </button>
        )}
      </header>
      <ul className="fees">
        {charged.map((fee) => (
          <FeeLine key={fee.id} fee={fee} isFirst={fee.id === first} />
        ))}
        {charged.length === 0 ? <li className="fee-free">{t("intake.free")}</li> : null}
      </ul>
      <p className="fee-text">{own(procedure.fee.text)}</p>
    </section>
  );
}

/** A fee; one by the copy or page may have several rows, of papers that differ in length. */
function FeeLine({ fee, isFirst }: { fee: Fee; isFirst: boolean }) {
  const { t, own, language } = useTexts();
  const { draft, quote, editFees } = useIntake();
  const asked = draft.quantities.filter(({ feeId }) => feeId === fee.id);
  const rows = asked.length === 0 ? [{ feeId: fee.id, count: 1, pages: 1 }] : asked;
  const lines = (quote?.lines ?? []).filter(({ feeId }) => feeId === fee.id);
  const isCounted = fee.per !== "dossier";
  const save = (changed: typeof rows) =>
    editFees({ quantities: [...draft.quantities.filter(({ feeId }) => feeId !== fee.id), ...changed] });
  const change = (index: number, values: Partial<(typeof rows)[number]>) =>
    save(rows.map((row, at) => (at === index ? { ...row, ...values } : row)));
  return (
    <li className="fee">
      <span className="fee-name">
        {own(fee.name)}
        <small>
          {money(fee.amount, language)} {t(`intake.per.${fee.per}`)}
        </small>
      </span>
      <div className="fee-rows">
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place
          <div key={index} className="fee-row">
            {isCounted ? (
              <NumberInput
                size="sm"
                label={t("intake.copiesCount")}
                value={row.count}
                min={1}
                max={9999}
                allowDecimal={false}
                data-testid={`count-${fee.id}-${index}`}
                {...(isFirst && index === 0 ? { "data-stop": "quantities" } : {})}
                onChange={(count) => change(index, { count: Math.max(1, Number(count) || 1) })}
              />
            ) : null}
            {fee.per === "page" ? (
              <NumberInput
                size="sm"
                label={t("intake.pagesCount")}
                value={row.pages}
                min={1}
                max={9999}
                allowDecimal={false}
                data-testid={`pages-${fee.id}-${index}`}
                onChange={(pages) => change(index, { pages: Math.max(1, Number(pages) || 1) })}
              />
            ) : null}
            <b data-testid={`fee-${fee.id}-${index}`}>
              {money((lines[index]?.amount ?? 0) * (lines[index]?.quantity ?? 0), language)}
            </b>
            {index > 0 ? (
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                aria-label={t("intake.removeRow")}
                onClick={() => save(rows.filter((_row, at) => at !== index))}
              >
                ✕
              </Button>
            ) : null}
          </div>
        ))}
        {fee.per === "page" ? (
          <Button
            variant="subtle"
            size="compact-sm"
            className="fee-more"
            onClick={() => save([...rows, { feeId: fee.id, count: 1, pages: 1 }])}
          >
            {t("intake.addRow")}
          </Button>
        ) : null}
      </div>
    </li>
  );
}
