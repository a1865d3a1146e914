import { IconFileText } from "@tabler/icons-react";
import type { Procedure, ProcedureComponent } from "../../contract/catalogue.ts";
import { useConnection } from "../ui/connection.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { lodgingUrl } from "./lodging.ts";
import { QrCode } from "./qr-code.tsx";
import { processingTime } from "./words.ts";

/** Which papers to bring, how many of each. */
export function ProcedurePapers({ procedure }: { procedure: Procedure }) {
  const { t, own } = useTexts();
  return (
    <div className="kiosk-papers">
      <h3>{t("kiosk.papers")}</h3>
      <ul>
        {procedure.components.map((component) => (
          <li key={component.id}>
            <IconFileText size="1.5em" stroke={1.6} aria-hidden />
            <div>
              <p>{own(component.name)}</p>
              <Amounts component={component} />
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Amounts({ component }: { component: ProcedureComponent }) {
  const { t } = useTexts();
  const { originals, copies, presentOnly, required } = component;
  return (
    <p className="kiosk-amounts">
      {originals === 0 ? null : <span>{t("kiosk.originals", { count: originals })}</span>}
      {copies === 0 ? null : <span>{t("kiosk.copies", { count: copies })}</span>}
      {presentOnly ? <span>{t("kiosk.presentOnly")}</span> : null}
      {required ? null : <span>{t("kiosk.ifAny")}</span>}
    </p>
  );
}

/** What it costs, how long it takes, what comes of it, and the way to do it from home. */
export function ProcedureFacts({ procedure }: { procedure: Procedure }) {
  const { t, own } = useTexts();
  const pattern = useConnection(({ hello }) => hello?.station?.procedureUrlPattern ?? null);
  const url = procedure.online === "none" ? null : lodgingUrl(pattern, procedure.code);
  return (
    <div className="kiosk-facts">
      <dl>
        <dt>{t("kiosk.time")}</dt>
        <dd>{processingTime(t, procedure.time)}</dd>
        <dt>{t("kiosk.fee")}</dt>
        <dd>{own(procedure.fee.text)}</dd>
        <dt>{t("kiosk.result")}</dt>
        <dd>{own(procedure.result)}</dd>
        <dt>{t("kiosk.online")}</dt>
        <dd>{t(`kiosk.onlineLevel.${procedure.online}`)}</dd>
      </dl>
      {url === null ? null : (
        <figure className="kiosk-lodge">
          <QrCode
            text={url}
            name={t("kiosk.scanName", { name: own(procedure.name) })}
            testId="procedure-qr"
          />
          <figcaption>{t("kiosk.scan")}</figcaption>
        </figure>
      )}
    </div>
  );
}
