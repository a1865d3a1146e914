import { Button, Progress, Select } from "@mantine/core";
import type { PrinterStatus } from "../../../contract/station.ts";
import { momentOf, wholeNumber } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useSession } from "../session.ts";
import { usePrintActions } from "./actions.ts";
import { isLow, lampOf, metresLeft } from "./condition.ts";

const textModes = ["raster", "wpc1258", "tcvn3"] as const;

/** One printer: how it is, in letters that are read from two steps away; then what can be done about it. */
export function PrinterCard({ printer, first }: { printer: PrinterStatus; first: boolean }) {
  const { t, language } = useTexts();
  const { test, rollChanged } = usePrintActions();
  const { condition, since, printing, pending, papers, fallbackFor } = printer;
  const kinds = (list: typeof papers) => list.map((kind) => t(`print.kind.${kind}`)).join(", ");
  return (
    <li
      className={`printer printer-${lampOf(printer)}`}
      data-testid={`printer-${printer.id}`}
      data-condition={condition}
    >
      <div className="printer-head">
        <h3>{printer.name}</h3>
        <span>
          {t(`printers.connection.${printer.connection}` as "printers.connection.tcp")} {printer.address}
        </span>
      </div>
      <p className="printer-condition">
        <i className={`lamp lamp-${lampOf(printer)}`} aria-hidden />
        <strong>{t(`print.condition.${condition}`)}</strong>
        {since === null ? null : <span>{t("printers.since", { time: momentOf(since, language) })}</span>}
      </p>
      <p>
        {printing === null
          ? pending === 0
            ? t("printers.nothingWaits")
            : t("print.pending", { n: pending })
          : t("printers.printing", { title: printing })}
      </p>
      <Roll printer={printer} />
      <p className="printer-kinds">
        {t("printers.prints", { papers: kinds(papers) || "–" })}
        {fallbackFor.length === 0 ? null : ` · ${t("printers.standsIn", { papers: kinds(fallbackFor) })}`}
      </p>
      <TextModeChoice printer={printer} />
      <div className="printer-keys">
        <Button
          size="compact-md"
          variant="light"
          data-testid={`test-${printer.id}`}
          data-autofocus={first ? true : undefined}
          onClick={() => void test(printer.id)}
        >
          {t("printers.test")}
        </Button>
        {printer.roll === null ? null : (
          <Button
            size="compact-md"
            variant="light"
            data-testid={`roll-${printer.id}`}
            onClick={() => void rollChanged(printer.id)}
          >
            {t("printers.rollChanged")}
          </Button>
        )}
      </div>
    </li>
  );
}

/** How much paper is left by what was counted: a roll is changed before it ends, not after. */
function Roll({ printer }: { printer: PrinterStatus }) {
  const { t, language } = useTexts();
  const left = metresLeft(printer);
  if (left === null || printer.roll === null) return null;
  const { metres } = printer.roll;
  return (
    <div className="printer-roll">
      <Progress
        value={(100 * left) / metres}
        color={isLow(printer) ? "lamp" : "lake"}
        size="lg"
        aria-label={t("printers.roll")}
      />
      <span>
        {t(isLow(printer) ? "printers.rollLow" : "printers.rollLeft", {
          n: wholeNumber(left, language),
          of: wholeNumber(metres, language),
        })}
      </span>
    </div>
  );
}

/** Letters as a picture or by the printer's own table. The head chooses, after a look at the test page. */
function TextModeChoice({ printer }: { printer: PrinterStatus }) {
  const { t } = useTexts();
  const role = useSession((state) => state.signIn?.staff.role);
  const { setTextMode } = usePrintActions();
  if (printer.roll === null) return null;
  const { textMode, unconfirmed } = printer.roll;
  return (
    <>
      {role === "head" || role === "admin" ? (
        <Select
          size="sm"
          label={t("printers.textMode")}
          description={t("printers.textModeHelp")}
          data={textModes.map((mode) => ({ value: mode, label: t(`printers.mode.${mode}`) }))}
          value={textMode}
          allowDeselect={false}
          comboboxProps={{ withinPortal: true }}
          data-testid={`text-mode-${printer.id}`}
          onChange={(mode) => mode !== null && void setTextMode(printer.id, mode as typeof textMode)}
        />
      ) : (
        <p>
          {t("printers.textMode")}: {t(`printers.mode.${textMode}`)}
        </p>
      )}
      {unconfirmed ? <p className="printer-unconfirmed">{t("printers.unconfirmed")}</p> : null}
    </>
  );
}
