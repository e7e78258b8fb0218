import { pluginOf, type Section } from './router-config.ts';

/**
 * The options of the plugins that EKS allows, in lower case. Sources: `config_map` of each plugin in fluent/fluent-bit, versions
 * 1.9 to 5.1; aws/amazon-kinesis-firehose-for-fluent-bit README for `firehose`.
 */
const pluginOptions: Readonly<Record<string, string>> = {
  kubernetes: `buffer_size kube_url kube_ca_file kube_ca_path kube_tag_prefix kube_token_file kube_token_command kube_token_ttl
    kube_meta_preload_cache_dir kube_meta_cache_ttl kube_meta_namespace_cache_ttl merge_log merge_log_key merge_log_trim merge_parser
    keep_log labels annotations namespace_labels namespace_annotations namespace_metadata_only owner_references use_journal
    cache_use_docker_id use_tag_for_meta use_kubelet kubelet_host kubelet_port regex_parser dummy_meta k8s-logging.parser
    k8s-logging.exclude dns_retries dns_wait_time tls.debug tls.verify tls.vhost use_pod_association aws_use_pod_association
    aws_pod_association_host aws_pod_association_endpoint aws_pod_association_port aws_pod_service_map_ttl
    aws_pod_service_map_refresh_interval aws_pod_service_preload_cache_dir aws_pod_association_host_server_ca_file
    aws_pod_association_host_client_cert_file aws_pod_association_host_client_key_file aws_pod_association_host_tls_debug
    aws_pod_association_host_tls_verify set_platform`,
  parser: 'key_name parser preserve_key reserve_data unescape_key nest_under hash_value_field',
  grep: 'regex exclude logical_op',
  record_modifier: 'record remove_key allowlist_key whitelist_key uuid_key',
  rewrite_tag: 'rule emitter_name emitter_storage.type emitter_mem_buf_limit recursive',
  throttle: 'rate window print_status interval',
  nest: 'operation wildcard nest_under nested_under add_prefix remove_prefix',
  modify: `set add remove remove_wildcard remove_regex rename hard_rename copy hard_copy move_to_start move_to_end condition`,
  kinesis_firehose: `region delivery_stream time_key time_key_format role_arn endpoint sts_endpoint external_id compression log_key
    auto_retry_requests profile simple_aggregation port`,
  firehose: `region delivery_stream data_keys log_key role_arn endpoint sts_endpoint time_key time_key_format replace_dots
    simple_aggregation http_request_timeout experimental_concurrency experimental_concurrency_retries`,
};

/** Options of every filter and output; those in front of a dot or an underscore are families. */
const commonOptions =
  /^(?:name|match|match_regex|alias|log_level|log_suppress_interval|retry_limit|workers|host|condition|tls|(?:tls|net|storage|threaded|processors)\..+)$/;

/** The options of a section that its plugin does not know; none for a plugin that is not listed here. */
export function unknownOptions(section: Section): readonly string[] {
  const plugin = pluginOf(section);
  if (!Object.hasOwn(pluginOptions, plugin)) return [];
  const known = new Set(pluginOptions[plugin]!.split(/\s+/));
  return section.options
    .map(({ name }) => name)
    .filter((name) => !known.has(name) && !commonOptions.test(name));
}
