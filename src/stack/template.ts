/** A value of a CloudFormation template: JSON, in which objects such as `{"Ref":…}` are functions. */
export type TemplateValue =
  string | number | boolean | readonly TemplateValue[] | { readonly [key: string]: TemplateValue };

/** `Fn::Sub`: `${Name}` and `${Name.Attribute}` stand for resources, `${AWS::Region}` and the like for themselves. */
export function sub(text: string): TemplateValue {
  return { 'Fn::Sub': text };
}

export function ref(logicalId: string): TemplateValue {
  return { Ref: logicalId };
}

export function attribute(logicalId: string, name: string): TemplateValue {
  return { 'Fn::GetAtt': [logicalId, name] };
}
