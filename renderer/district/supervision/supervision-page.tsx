import { Button, SegmentedControl, Select } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconFileSpreadsheet, IconPrinter } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { FigureChoices, Figures, FiguresQuery } from "../../../contract/district-supervision.ts";
import { officeDay } from "../../../contract/time.ts";
import { capital, momentOf, shortDay } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { district } from "../client.ts";
import { addressOf, goTo, useRoute } from "../route.ts";
import { useSession } from "../session.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { Loading } from "../ui/loading.tsx";
import { useAltKey } from "../ui/use-alt-key.ts";
import { useLoaded } from "../ui/use-loaded.ts";
import { Course } from "./course.tsx";
import { FiguresTable, type RowKind } from "./figures-table.tsx";
import { Balance, Headline } from "./headline.tsx";
import { codeOf, daysOf, periodOf } from "./period.rules.ts";
import { PeriodPicker, periodName } from "./period-picker.tsx";
import { reportFile, saveFile } from "./report-file.ts";
import { peopleRows, rowsOf } from "./rows.ts";
import "./supervision.css";

/** Everywhere: no agency, field or procedure was chosen. */
const ALL = "-";
const NEW_AFTER_SECONDS = 300;
/** What padding and edge take of the course's width. */
const COURSE_FRAME = 42;

/** Figures over all communes (*giám sát*): for whoever has to answer for them, at a glance and down to a procedure. */
export default function SupervisionPage() {
  const { t, own } = useTexts();
  const choices = useLoaded(() => district.supervision.choices(), "");
  // Who is limited to an agency sees that one, wherever the address leads.
  const limit = useSession(({ me }) => me?.agency ?? null);
  const [, code, asked = ALL, matter = ALL] = useRoute();
  const agency = limit ?? asked;
  const today = choices.data?.today ?? officeDay(Date.now());
  const period = periodOf(code, today);
  const query: FiguresQuery = {
    ...daysOf(period, today),
    agency: agency === ALL ? null : agency,
    field: matter.startsWith("f:") ? matter.slice(2) : null,
    procedure: matter.startsWith("p:") ? matter.slice(2) : null,
  };
  const figures = useLoaded(
    () => district.supervision.figures(query),
    JSON.stringify(query),
    NEW_AFTER_SECONDS,
  );
  // What was counted last stays, faded, until what was asked for is there.
  const [counted, setCounted] = useState<Figures | null>(null);
  useEffect(() => {
    if (figures.data !== null) setCounted(figures.data);
  }, [figures.data]);
  const go = (to: { period?: string; agency?: string; matter?: string }) =>
    goTo(...placeOf(to.period ?? codeOf(period), to.agency ?? agency, to.matter ?? matter));
  const place = choices.data?.agencies.find((entry) => entry.code === agency);
  const title = place === undefined ? t("districtWeb.supervision.everywhere") : capital(own(place.name));
  return (
    <main className="page supervision" data-testid="supervision">
      <header className="page-head">
        <h1>
          {title}
          <small>
            {agency === ALL || limit !== null ? null : (
              <>
                <a
                  className="row-link"
                  href={addressOf(...placeOf(codeOf(period), ALL, matter))}
                  data-testid="everywhere"
                >
                  {t("districtWeb.supervision.everywhere")}
                </a>
                {" › "}
              </>
            )}
            {periodName(t, period)}
          </small>
        </h1>
        <PeriodPicker period={period} today={today} onChange={(next) => go({ period: codeOf(next) })} />
        <Places
          choices={choices.data}
          agency={limit === null ? agency : null}
          matter={matter}
          onChange={go}
        />
      </header>
      <FailureLine failure={choices.failure ?? figures.failure} />
      {counted === null ? (
        <Loading failure={figures.failure} />
      ) : (
        <Counted
          figures={figures.data ?? counted}
          stale={figures.data === null}
          query={query}
          agencyName={(wanted) =>
            capital(
              own(choices.data?.agencies.find((entry) => entry.code === wanted)?.name ?? { vi: wanted }),
            )
          }
          title={`${title}, ${periodName(t, period)}`}
          onAgency={(next) => go({ agency: next })}
        />
      )}
    </main>
  );
}

/** The parts of the page's address; what was not chosen is left out at its end. */
function placeOf(period: string, agency: string, matter: string): string[] {
  const chosen = matter !== ALL ? [agency, matter] : agency !== ALL ? [agency] : [];
  return ["supervision", period, ...chosen];
}

/** Whose dossiers, and of what. */
function Places({
  choices,
  agency,
  matter,
  onChange,
}: {
  choices: FigureChoices | null;
  /** Null where there is none to choose. */
  agency: string | null;
  matter: string;
  onChange: (to: { agency?: string; matter?: string }) => void;
}) {
  const { t, own } = useTexts();
  const { agencies = [], fields = [], procedures = [] } = choices ?? {};
  return (
    <div className="places">
      {agency === null ? null : (
        <Select
          aria-label={t("districtWeb.supervision.by.agency")}
          value={agency}
          searchable
          allowDeselect={false}
          w={190}
          comboboxProps={{ width: 260, position: "bottom-end" }}
          maxDropdownHeight={420}
          data-testid="agency"
          nothingFoundMessage={t("districtWeb.supervision.nothingFound")}
          data={[
            { value: ALL, label: t("districtWeb.supervision.everywhere") },
            ...agencies.map(({ code, name }) => ({ value: code, label: capital(own(name)) })),
          ]}
          onChange={(value) => onChange({ agency: value ?? ALL })}
        />
      )}
      <Select
        aria-label={t("districtWeb.supervision.matter")}
        value={matter}
        searchable
        allowDeselect={false}
        w={230}
        comboboxProps={{ width: 480, position: "bottom-end" }}
        maxDropdownHeight={420}
        data-testid="matter"
        nothingFoundMessage={t("districtWeb.supervision.nothingFound")}
        data={[
          { value: ALL, label: t("districtWeb.supervision.allMatters") },
          {
            group: t("districtWeb.supervision.by.field"),
            items: fields.map(({ code, name }) => ({ value: `f:${code}`, label: capital(own(name)) })),
          },
          {
            group: t("districtWeb.supervision.by.procedure"),
            items: procedures.map(({ code, name }) => ({
              value: `p:${code}`,
              label: `${code} ${own(name)}`,
            })),
          },
        ]}
        onChange={(value) => onChange({ matter: value ?? ALL })}
      />
    </div>
  );
}

function Counted({
  figures,
  stale,
  query,
  agencyName,
  title,
  onAgency,
}: {
  figures: Figures;
  stale: boolean;
  query: FiguresQuery;
  agencyName: (code: string) => string;
  title: string;
  onAgency: (code: string) => void;
}) {
  const { t, own, language } = useTexts();
  const { ref, width } = useElementSize();
  const [chosen, setChosen] = useState<RowKind | null>(null);
  const { agency } = query;
  // One agency by itself says nothing that the headline does not; people are counted within one only.
  const kinds: RowKind[] =
    agency === null ? ["agency", "field", "procedure"] : ["procedure", "field", "person"];
  const kind = kinds.find((candidate) => candidate === chosen) ?? kinds[0] ?? "agency";
  const span = { from: shortDay(figures.from), to: shortDay(figures.to) };
  const heading = t("districtWeb.supervision.report.title", { title, ...span });
  const save = async () => {
    if (kind === "person") return;
    const heads = t("districtWeb.supervision.report.heads").split("|");
    const file = await reportFile(rowsOf(figures, kind, own), {
      sheet: "II.06a",
      title: heading,
      heads,
    });
    saveFile(file, `II.06a_${figures.from}_${figures.to}.xlsx`);
  };
  useAltKey("X", () => void save());
  useAltKey("P", () => window.print());
  return (
    <div className="counted" data-stale={stale} data-testid="counted">
      <p className="print-title">{heading}</p>
      <Headline figures={figures} />
      <div className="middle">
        <div ref={ref}>
          <Course months={figures.months} width={Math.max(400, width - COURSE_FRAME)} />
        </div>
        <Balance figures={figures} />
      </div>
      <section className="rows">
        <header>
          <SegmentedControl
            value={kind}
            transitionDuration={0}
            aria-label={t("districtWeb.supervision.rows")}
            data={kinds.map((value) => ({ value, label: t(`districtWeb.supervision.by.${value}`) }))}
            onChange={(value) => setChosen(value as RowKind)}
          />
          <p className="counted-at">
            {isOver(figures)
              ? t("districtWeb.supervision.countedOver", span)
              : t("districtWeb.supervision.counted", { ...span, at: momentOf(figures.at, language) })}
          </p>
          {kind === "person" ? null : (
            <Button
              variant="default"
              leftSection={<IconFileSpreadsheet size={18} />}
              rightSection={<kbd>Alt X</kbd>}
              data-testid="save-report"
              onClick={() => void save()}
            >
              {t("districtWeb.supervision.save")}
            </Button>
          )}
          <Button
            variant="default"
            leftSection={<IconPrinter size={18} />}
            rightSection={<kbd>Alt P</kbd>}
            data-testid="print"
            onClick={() => window.print()}
          >
            {t("districtWeb.supervision.print")}
          </Button>
        </header>
        {kind === "person" && agency !== null ? (
          <People query={{ ...query, agency }} agencyName={agencyName} />
        ) : kind === "person" ? null : (
          <Rows
            key={kind}
            kind={kind}
            rows={rowsOf(figures, kind, own)}
            onOpen={kind === "agency" ? onAgency : undefined}
          />
        )}
      </section>
    </div>
  );
}

/** Who did how much of it: asked for when somebody wants to know. */
function People({
  query,
  agencyName,
}: {
  query: FiguresQuery & { agency: string };
  agencyName: (code: string) => string;
}) {
  const { t } = useTexts();
  const { data, failure } = useLoaded(() => district.supervision.people(query), JSON.stringify(query));
  if (failure !== null) return <FailureLine failure={failure} />;
  if (data === null) return <Loading />;
  return (
    <>
      <p className="people-help">{t("districtWeb.supervision.peopleHelp")}</p>
      <Rows kind="person" rows={peopleRows(data, agencyName)} />
    </>
  );
}

function Rows(props: Parameters<typeof FiguresTable>[0]) {
  const { t } = useTexts();
  if (props.rows.length === 0) return <p className="page-empty">{t("districtWeb.supervision.nothing")}</p>;
  return <FiguresTable {...props} />;
}

/** Whether the period has passed: what is open was judged at its end then. */
function isOver({ at, to }: Figures): boolean {
  return officeDay(at) > to;
}
