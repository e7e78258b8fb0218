import { firehoseUrl, sites, type DatadogSite } from '../../datadog/sites.ts';
import { isSafeBuffer, largestSafeBufferMiB } from '../../firehose/buffer-sizes.ts';
import { errorPrefixProblem } from './error-prefix.ts';
import { found, healthy, unknown, type Diagnosis } from '../finding.ts';
import { largestProcessorBufferMB } from '../plan.ts';
import { lambdaProcessorOf, parameterOf, type HttpEndpointDestination } from '../description.ts';

/** Where a stream sends to, by its URL. */
export type Route =
  | { readonly kind: 'datadog'; readonly site: DatadogSite }
  | { readonly kind: 'intake' }
  | { readonly kind: 'other' };

/** Datadog's Firehose endpoint by its host, a Function URL, or something else. */
export function routeOf(url: string): Route {
  const host = URL.canParse(url) ? new URL(url).host : '';
  const site = sites.find((candidate) => new URL(firehoseUrl(candidate)).host === host);
  if (site !== undefined) return { kind: 'datadog', site };
  return { kind: /\.lambda-url\.[a-z0-9-]+\.on\.aws$/.test(host) ? 'intake' : 'other' };
}

/** Largest delivery buffer that Datadog's destination takes, in MiB. Source: developer guide, `create-configure-backup`. */
const largestDatadogBufferMB = 4;

/** What the description of a stream tells by itself. */
export function destinationDiagnoses(destination: HttpEndpointDestination): Diagnosis[] {
  const route = routeOf(destination.url);
  return [
    endpointDiagnosis(destination.url, route),
    bufferDiagnosis(destination, route),
    processorDiagnosis(destination, route),
    prefixDiagnosis(destination),
  ];
}

/** The same of a stream that will be attached: its URL and its processor are still to come where the intake takes over. */
export function plannedDestinationDiagnoses(
  destination: HttpEndpointDestination,
  planned: 'direct' | 'intake',
): Diagnosis[] {
  if (planned === 'intake')
    return [bufferDiagnosis(destination, { kind: 'intake' }), prefixDiagnosis(destination)];
  const route = routeOf(destination.url);
  return [
    endpointDiagnosis(destination.url, route),
    bufferDiagnosis(destination, route),
    prefixDiagnosis(destination),
  ];
}

function endpointDiagnosis(url: string, route: Route): Diagnosis {
  if (route.kind === 'other')
    return unknown('endpoint', `${url} is neither Datadog's nor an intake of kubehose`);
  if (route.kind === 'intake') return healthy('endpoint', 'an intake behind a Function URL');
  const right = firehoseUrl(route.site);
  if (url === right) return healthy('endpoint', `Datadog's of ${route.site}`);
  return found({
    check: 'endpoint',
    what: `the URL is ${url}, but the Firehose endpoint of ${route.site} is ${right}`,
    impact: 'Datadog refuses every request, and all records end in the error output',
    fix: `set the URL to ${right}`,
  });
}

function bufferDiagnosis({ bufferMB, contentEncoding }: HttpEndpointDestination, route: Route): Diagnosis {
  const safe =
    route.kind === 'intake' ? isSafeBuffer(bufferMB, contentEncoding) : bufferMB <= largestDatadogBufferMB;
  if (route.kind === 'other' || safe)
    return healthy('delivery buffer', `${bufferMB} MiB, ${contentEncoding}`);
  const largest = route.kind === 'intake' ? largestSafeBufferMiB(contentEncoding) : largestDatadogBufferMB;
  return found({
    check: 'delivery buffer',
    what: `the buffer is ${bufferMB} MiB with ${contentEncoding}`,
    impact:
      route.kind === 'intake'
        ? 'a request can pass the 6 MB of a Function URL; AWS answers 413, and for 413 Firehose drops the batch for good'
        : 'Datadog can answer 413 to a larger request, and for 413 Firehose drops the batch for good',
    fix: `set SizeInMBs to ${largest} or less`,
  });
}

function processorDiagnosis({ processing }: HttpEndpointDestination, route: Route): Diagnosis {
  const processor = processing.enabled ? lambdaProcessorOf(processing) : undefined;
  if (processor === undefined) {
    if (route.kind === 'intake') return healthy('processor', 'none; the intake transforms');
    return found({
      check: 'processor',
      what: 'no function is on the stream',
      impact:
        'logs arrive without their Kubernetes tags, with the prefix of the container runtime, as service aws',
      fix: 'kubehose attach --stream NAME',
    });
  }
  // Firehose's own default is 1.
  const bufferMB = Number(parameterOf(processor, 'BufferSizeInMBs') ?? '1');
  if (bufferMB <= largestProcessorBufferMB) return healthy('processor', `buffer ${bufferMB} MB`);
  return found({
    check: 'processor',
    what: `the buffer of the processor is ${bufferMB} MB`,
    impact:
      'with tags a response can pass the 6 MB of Lambda; what does not fit is put back on the stream, and is billed and delayed each time',
    fix: `kubehose attach --stream NAME sets it to ${largestProcessorBufferMB}`,
  });
}

function prefixDiagnosis({ backup }: HttpEndpointDestination): Diagnosis {
  const { errorOutputPrefix } = backup;
  const problem =
    errorOutputPrefix === undefined
      ? 'is not set, so Firehose chooses keys'
      : errorPrefixProblem(errorOutputPrefix);
  if (problem === undefined) return healthy('error prefix', String(errorOutputPrefix));
  return found({
    check: 'error prefix',
    what: `the ErrorOutputPrefix ${problem}`,
    impact:
      'failed records lie among others and are easily overlooked; replay has to read everything to find them',
    fix: 'set ErrorOutputPrefix to errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
  });
}
