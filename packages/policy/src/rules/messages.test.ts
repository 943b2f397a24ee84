import { itShowsEachRule } from "../testing/examples.ts";
import { goodData } from "../testing/goodData.ts";
import { changed } from "../testing/resources.ts";
import { messageRules } from "./messages.ts";
import { aws } from "@ballast/aws";

itShowsEachRule(messageRules, goodData, [
  [
    "sns-encryption",
    () => changed(goodData(), aws.topic, { kmsMasterKeyId: undefined }),
    "stores messages unencrypted",
  ],
  [
    "sns-tls",
    () => changed(goodData(), "aws:sns/topicPolicy:TopicPolicy", { policy: "{}" }),
    "accepts messages over unencrypted connections",
  ],
]);
