import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import { useDialogs } from "./dialogs.ts";

/** What is asked over the counter's window: there at once, put away by Escape or its cross. */
export function CounterModal({
  title,
  size = "lg",
  children,
}: {
  title: string;
  /** Of Mantine, or a width. */
  size?: string;
  children: ReactNode;
}) {
  const { t } = useTexts();
  const close = useDialogs((state) => state.close);
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      centered
      size={size}
      closeButtonProps={{ "aria-label": t("counter.close") }}
      transitionProps={{ duration: 0 }}
      // A heading over a question is no heading of the whole window.
      attributes={{ header: { role: "presentation" } }}
    >
      {children}
    </Modal>
  );
}
