// What Slack's own types allow; the tests turn it into a JSON Schema.
import type { HomeView, KnownBlock, ModalView } from "@slack/types";

export interface Message {
  text: string;
  blocks: KnownBlock[];
}
export interface Faces {
  message: Message;
  modal: ModalView;
  home: HomeView;
}
