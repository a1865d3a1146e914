import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { useTexts } from "../../ui/i18n/index.ts";

/**
 * Stands in for a page that can't be shown: its program did not come, as after a new version of the server, or it broke.
 * The rest goes on.
 */
export class PageFault extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTexts();
  return (
    <main className="page-empty page-fault" data-testid="page-fault">
      <div role="alert">
        <h1>{t("districtWeb.pageFault")}</h1>
      </div>
      <Button size="md" autoFocus data-testid="page-reload" onClick={() => window.location.reload()}>
        {t("districtWeb.reload")}
      </Button>
    </main>
  );
}
