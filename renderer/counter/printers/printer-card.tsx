import { ActionIcon, Button, Progress, Select } from "@mantine/core";
import { IconSettings } from "@tabler/icons-react";
import { useState } from "react";
import type { PrinterStatus } from "../../../contract/printers.ts";
import { momentOf, wholeNumber } from "../../ui/format.ts";
import { type Translate, useTexts } from "../../ui/i18n/index.ts";
import { useSession } from "../session.ts";
import { subjectOf, usePrintActions } from "./actions.ts";
import { isLow, lampOf, metresLeft, type PlacedPrinter } from "./condition.ts";

const textModes = ["raster", "wpc1258", "tcvn3"] as const;

/** One printer in a line: how it is, in letters that are read from two steps away, what to do, what waits. */
export function PrinterCard({ printer, first }: { printer: PlacedPrinter; first: boolean }) {
  const { t, language } = useTexts();
  const { test, rollChanged, busy } = usePrintActions();
  const [isOpen, setOpen] = useState(false);
  const { id, condition, since, printing, pending, roll, where } = printer;
  const isBusy = busy.has(subjectOf("printer", id, where));
  const help = helpFor(t, printer);
  return (
    <li
      className={`printer printer-${lampOf(printer)}`}
      data-testid={`printer-${id}`}
      data-condition={condition}
    >
      <div className="printer-line">
        <i className={`lamp lamp-${lampOf(printer)}`} aria-hidden />
        <div className="printer-name">
          <h3>{printer.name}</h3>
          <span>
            {t(`printers.connection.${printer.connection}` as "printers.connection.tcp")} {printer.address}
          </span>
        </div>
        <div className="printer-condition">
          <p>
            <strong>{t(`print.condition.${condition}`)}</strong>
            {since === null ? null : <span>{t("printers.since", { time: momentOf(since, language) })}</span>}
          </p>
          {help === null ? null : <p className="printer-help">{help}</p>}
        </div>
        <div className="printer-work">
          <p>
            {printing === null
              ? pending === 0
                ? t("printers.nothingWaits")
                : t("print.pending", { n: pending })
              : t("printers.printing", { title: printing })}
          </p>
          <Roll printer={printer} />
        </div>
        <div className="printer-keys">
          {roll === null ? null : (
            <>
              <Button
                size="compact-md"
                variant="light"
                loading={isBusy}
                data-testid={`test-${id}`}
                data-autofocus={first ? true : undefined}
                onClick={() => void test(id, where)}
              >
                {t("printers.test")}
              </Button>
              <Button
                size="compact-md"
                variant="light"
                loading={isBusy}
                data-testid={`roll-${id}`}
                onClick={() => void rollChanged(id, where)}
              >
                {t("printers.rollChanged")}
              </Button>
            </>
          )}
        </div>
        <ActionIcon
          size="lg"
          variant="subtle"
          aria-label={t("printers.setup")}
          title={t("printers.setup")}
          aria-expanded={isOpen}
          data-testid={`setup-${id}`}
          onClick={() => setOpen(!isOpen)}
        >
          <IconSettings aria-hidden />
        </ActionIcon>
      </div>
      {isOpen ? <Setup printer={printer} /> : null}
    </li>
  );
}

/** What it prints, and how letters come onto its paper. */
function Setup({ printer }: { printer: PlacedPrinter }) {
  const { t } = useTexts();
  const { papers, fallbackFor, roll } = printer;
  const kinds = (list: typeof papers) => list.map((kind) => t(`print.kind.${kind}`)).join(", ");
  return (
    <div className="printer-setup">
      <div>
        <p>{t("printers.prints", { papers: kinds(papers) || "–" })}</p>
        {fallbackFor.length === 0 ? null : <p>{t("printers.standsIn", { papers: kinds(fallbackFor) })}</p>}
        {roll?.unconfirmed === true ? (
          <p className="printer-unconfirmed">{t("printers.unconfirmed")}</p>
        ) : null}
      </div>
      {printer.where === null ? <TextModeChoice printer={printer} /> : null}
    </div>
  );
}

/** What is to be done, in a sentence; null where nothing is. */
function helpFor(t: Translate, { condition, cause, address }: PrinterStatus): string | null {
  if (condition === "ready") return null;
  return cause === null ? t(`printers.help.${condition}`) : t(`printers.cause.${cause}`, { address });
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
  const { textMode } = printer.roll;
  return role === "head" || role === "admin" ? (
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
  );
}
