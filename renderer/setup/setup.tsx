import { Button, Select, TextInput } from "@mantine/core";
import {
  IconBuildingCommunity,
  IconDeviceDesktop,
  IconDeviceTv,
  IconMoodSmile,
  IconTicket,
  type Icon as Pictogram,
} from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { type Place, placeSchema, setUpSchema } from "../../contract/set-up.ts";
import { type DisplayLayout, displayLayoutSchema } from "../../contract/settings.ts";
import { stationFault, useConnection } from "../ui/connection.ts";
import { failureText } from "../ui/errors.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import "./setup.css";

const query = new URLSearchParams(window.location.search);
const file = query.get("file") ?? "";

/** The first start of a PC: what it is for; or what is wrong with its settings file. */
export default function SetUpWindow() {
  return (
    <main className="setup" data-testid="setup">
      <div className="setup-languages">
        <LanguageSwitch />
      </div>
      {query.get("missing") === "1" ? <FirstSettings /> : <FaultyFile />}
    </main>
  );
}

const pictograms: Record<Place, Pictogram> = {
  counter: IconDeviceDesktop,
  kiosk: IconTicket,
  display: IconDeviceTv,
  survey: IconMoodSmile,
  all: IconBuildingCommunity,
};

function FirstSettings() {
  const { t, language } = useTexts();
  const [place, setPlace] = useState<Place>("counter");
  const [counter, setCounter] = useState("1");
  const [layout, setLayout] = useState<DisplayLayout>("split");
  const [printer, setPrinter] = useState("");
  const [url, setUrl] = useState("");
  const [enrolCode, setEnrolCode] = useState("");
  const [faults, setFaults] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const standsAtCounter = place === "counter" || place === "survey";
  const begin = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = setUpSchema.safeParse({
      place,
      counter: counter.trim(),
      language,
      layout,
      printer: printer.trim() === "" ? null : printer.trim(),
      district:
        url.trim() === "" && enrolCode.trim() === ""
          ? null
          : { url: url.trim(), enrolCode: enrolCode.trim() },
    });
    setFaults(new Set(wanted.error?.issues.map(({ path }) => path.join("."))));
    setFailure(null);
    if (!wanted.success) return;
    setBusy(true);
    const failed = (await window.motcua?.setUp(wanted.data)) ?? null;
    setBusy(false);
    setFailure(failed);
  };
  const fault = (field: string, text: "setup.counterWrong" | "setup.printerWrong" | "setup.districtWrong") =>
    faults.has(field) ? t(text) : undefined;
  return (
    <form className="setup-body" onSubmit={(event) => void begin(event)}>
      <h1>{t("setup.title")}</h1>
      <fieldset className="setup-places">
        <legend>{t("setup.place")}</legend>
        {placeSchema.options.map((option) => {
          const Sign = pictograms[option];
          return (
            <button
              key={option}
              type="button"
              data-testid={`place-${option}`}
              aria-pressed={place === option}
              onClick={() => setPlace(option)}
            >
              <Sign size={34} stroke={1.6} aria-hidden />
              {t(`setup.places.${option}`)}
            </button>
          );
        })}
      </fieldset>
      <div className="setup-fields">
        {standsAtCounter ? (
          <TextInput
            label={t("setup.counter")}
            data-testid="setup-counter"
            value={counter}
            error={fault("counter", "setup.counterWrong")}
            onChange={(event) => setCounter(event.currentTarget.value)}
          />
        ) : null}
        {place === "display" ? (
          <Select
            label={t("setup.layout")}
            allowDeselect={false}
            data={displayLayoutSchema.options.map((option) => ({
              value: option,
              label: t(`setup.layouts.${option}`),
            }))}
            value={layout}
            onChange={(chosen) => setLayout(displayLayoutSchema.catch("split").parse(chosen))}
          />
        ) : null}
        <TextInput
          label={t("setup.printer")}
          description={t("setup.printerHelp")}
          placeholder="192.168.1.50:9100"
          data-testid="setup-printer"
          value={printer}
          error={fault("printer", "setup.printerWrong")}
          onChange={(event) => setPrinter(event.currentTarget.value)}
        />
        <TextInput
          label={t("setup.district")}
          description={t("setup.districtHelp")}
          placeholder="https://"
          data-testid="setup-district"
          value={url}
          error={fault("district.url", "setup.districtWrong")}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <TextInput
          label={t("setup.enrolCode")}
          data-testid="setup-code"
          value={enrolCode}
          error={fault("district.enrolCode", "setup.districtWrong")}
          onChange={(event) => setEnrolCode(event.currentTarget.value)}
        />
      </div>
      <p className="dialog-help">{t("setup.later", { file })}</p>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="setup-failure">
          {t("setup.notWritten", { detail: failure })}
        </p>
      )}
      <Button type="submit" size="lg" loading={busy} data-testid="setup-begin">
        {t("setup.begin")}
      </Button>
    </form>
  );
}

/** The file is there, and stays as it is: a person mends it. */
function FaultyFile() {
  const { t } = useTexts();
  const fault = useConnection(({ hello }) => stationFault(hello));
  const [still, setStill] = useState(false);
  const again = async () => {
    setStill(false);
    if ((await window.motcua?.readAgain()) === false) setStill(true);
  };
  const known = fault !== null && fault.code !== "STATION_STARTING";
  return (
    <section className="setup-body">
      <h1>{t("setup.faultyTitle")}</h1>
      <p className="notice notice-danger" role="alert" data-testid="setup-fault">
        {known ? failureText(t, fault) : file}
      </p>
      <p>{t("setup.faultyHelp", { file })}</p>
      {still ? (
        <p role="status" className="notice notice-call" data-testid="setup-still">
          {t("setup.still")}
        </p>
      ) : null}
      <div className="setup-ways">
        <Button size="lg" data-testid="setup-again" onClick={() => void again()}>
          {t("setup.again")}
        </Button>
        <Button size="lg" variant="default" onClick={() => window.motcua?.showFolder()}>
          {t("setup.folder")}
        </Button>
      </div>
    </section>
  );
}
