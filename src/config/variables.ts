import { kubernetesMembers } from '../fluent-bit/metadata.ts';
import type { Setting } from './settings.ts';

/** One environment variable of a function: the rows of docs/configuration.md, and the words of its error message. */
export interface Variable extends Setting {
  readonly meaning: string;
}

/** What the transform reads, in the order of the document. Names follow the Datadog Agent where it has the thing. */
export const transformVariables = {
  TAGS_AS: {
    name: 'TAGS_AS',
    fallback: 'both',
    allowed: 'ddtags, attributes or both',
    meaning: 'Write tags as `ddtags`, the mapped ones as top-level attributes, or both.',
  },
  TAG_MAPPING: {
    name: 'TAG_MAPPING',
    fallback: '',
    allowed:
      'attribute.path:tag_key (any attribute but ddtags), several joined by commas; an empty tag key removes the row of the guide',
    meaning: 'Further attributes that become tags, or other tag keys for the four of the guide.',
  },
  TAGS_EXCLUDE: {
    name: 'TAGS_EXCLUDE',
    fallback: '',
    allowed:
      'names of tags joined by commas or blanks; * stands for any characters, as in image_*,kube_app_*',
    meaning:
      'Tags and mapped attributes that are not added, wherever they would come from. The four of the guide go by their names only, never by a glob. Tags that a log has itself stay.',
  },
  TAGS_INCLUDE: {
    name: 'TAGS_INCLUDE',
    fallback: '',
    allowed: 'the same',
    meaning:
      'If set: no other tags are added but these and the four of the guide. `TAGS_EXCLUDE` outweighs it.',
  },
  KUBERNETES_ATTRIBUTES: {
    name: 'KUBERNETES_ATTRIBUTES',
    fallback: 'keep',
    allowed: `keep, drop, or members of the map to keep, joined by commas, such as labels,annotations: ${kubernetesMembers.join(', ')}`,
    meaning:
      'What stays of the `kubernetes` map of lines whose tags were written. `drop` takes all of it: about half the bytes; a list keeps the members that it names, as they are. Where what is left would be taken for another pod, the map stays whole.',
  },
  KEEP_LOG: {
    name: 'KEEP_LOG',
    fallback: 'false',
    allowed: 'true or false',
    meaning: 'Keep a `log` that only repeats keys which Fluent Bit merged into the line.',
  },
  DD_TAGS: {
    name: 'DD_TAGS',
    fallback: '',
    allowed: 'key:value tags joined by commas or blanks',
    meaning: 'Static tags on every line.',
  },
  DD_ENV: {
    name: 'DD_ENV',
    fallback: '',
    allowed: 'a tag value',
    meaning: 'Tag `env` where neither line nor pod has one.',
  },
  DD_SERVICE: {
    name: 'DD_SERVICE',
    fallback: '',
    allowed: 'a service name',
    meaning: 'Attribute `service` where neither line nor pod has one.',
  },
  DD_SOURCE: {
    name: 'DD_SOURCE',
    fallback: '',
    allowed: 'a source name',
    meaning: 'Attribute `ddsource` where neither line nor pod has one.',
  },
  DD_CLUSTER_NAME: {
    name: 'DD_CLUSTER_NAME',
    fallback: '',
    allowed: 'a tag value',
    meaning: 'Tag `kube_cluster_name` on every line.',
  },
  DD_KUBERNETES_POD_LABELS_AS_TAGS: {
    name: 'DD_KUBERNETES_POD_LABELS_AS_TAGS',
    fallback: '',
    allowed: 'a JSON object of label to tag name, such as {"app":"kube_app","*":"label_%%label%%"}',
    meaning: "Pod labels that become tags, with the Agent's rules (globs, templates, several names).",
  },
  DD_KUBERNETES_POD_ANNOTATIONS_AS_TAGS: {
    name: 'DD_KUBERNETES_POD_ANNOTATIONS_AS_TAGS',
    fallback: '',
    allowed: 'a JSON object of annotation to tag name, such as {"team":"team"}',
    meaning: 'The same for pod annotations.',
  },
  DD_KUBERNETES_NAMESPACE_LABELS_AS_TAGS: {
    name: 'DD_KUBERNETES_NAMESPACE_LABELS_AS_TAGS',
    fallback: '',
    allowed: 'a JSON object of label to tag name, such as {"team":"team"}',
    meaning:
      'The same for labels of the namespace, which Fluent Bit 3.0 and later can send (`Namespace_Labels On`).',
  },
  DD_KUBERNETES_NAMESPACE_ANNOTATIONS_AS_TAGS: {
    name: 'DD_KUBERNETES_NAMESPACE_ANNOTATIONS_AS_TAGS',
    fallback: '',
    allowed: 'a JSON object of annotation to tag name, such as {"cost-center":"cost_center"}',
    meaning: 'The same for annotations of the namespace (`Namespace_Annotations On`).',
  },
  STATUS_FROM: {
    name: 'STATUS_FROM',
    fallback: 'content,stream',
    allowed: 'content, stream, content,stream or none',
    meaning:
      'Where a status comes from that Datadog would not find itself: levels in the log, then the stream. `stream` alone is what the Agent does.',
  },
  RENAME_ATTRIBUTES: {
    name: 'RENAME_ATTRIBUTES',
    fallback: '',
    allowed: 'attribute:new_name, several joined by commas, such as status:http.status_code,host:http.host',
    meaning:
      'Attributes that mean something else than Datadog takes them for get another name, also in JSON messages. A `status` that is a level stays.',
  },
  SERVICE_FROM: {
    name: 'SERVICE_FROM',
    fallback: 'line',
    allowed: 'line or pod',
    meaning:
      'Who decides on the service where both name one. With `pod` that of the line becomes `original_service`.',
  },
  DD_AGENT_DEFAULTS: {
    name: 'DD_AGENT_DEFAULTS',
    fallback: 'false',
    allowed: 'true or false',
    meaning: "Use the Agent's fallback for `service` and `ddsource`: the image's short name.",
  },
} as const satisfies Record<string, Variable>;
