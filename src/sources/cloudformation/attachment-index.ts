import type { When } from "../../policy/text-value.ts";
import { type Attachment, attachmentsOf } from "./attachments.ts";
import type { Evaluator } from "./evaluator.ts";
import { existence } from "./existence.ts";
import type { ManagedAttachment } from "./sam/sam-grants.ts";
import type { Resource } from "./template.ts";

/** Who gets which managed policy of a template, and how. */
export class AttachmentIndex {
  private readonly evaluator: Evaluator;
  private readonly ofSam: (resource: Resource) => readonly ManagedAttachment[];
  private readonly byId = new Map<string, readonly Attachment[]>();
  private readonly holdersByPolicy = new Map<string, Map<string, readonly When[]>>();
  private readonly boundaries = new Set<string>();

  /** `ofSam` gives the managed policies that the properties of a SAM resource name. */
  constructor(evaluator: Evaluator, ofSam: (resource: Resource) => readonly ManagedAttachment[]) {
    this.evaluator = evaluator;
    this.ofSam = ofSam;
    for (const resource of evaluator.template.resources.values()) this.note(resource);
  }

  /** What a resource names; for a role that SAM makes, what its resource names too. */
  of(resource: Resource): readonly Attachment[] {
    const before = this.byId.get(resource.name);
    if (before) return before;
    const from = this.evaluator.template.resources.get(resource.writtenAs ?? "");
    const attachments = attachmentsOf(resource, this.evaluator, from ? this.ofSam(from) : []);
    this.byId.set(resource.name, attachments);
    return attachments;
  }

  /** Logical ids of the resources that a managed policy of the template is attached to. */
  holders(policy: string): readonly string[] {
    return [...(this.holdersByPolicy.get(policy)?.keys() ?? [])];
  }

  /** What has to hold for the attachment to be there. */
  when(policy: string, holder: string): readonly When[] {
    return this.holdersByPolicy.get(policy)?.get(holder) ?? [];
  }

  /** Whether a managed policy of the template is the boundary of something. */
  isBoundary(policy: string): boolean {
    return this.boundaries.has(policy);
  }

  private note(resource: Resource): void {
    const own = existence(resource, this.evaluator);
    if (!own) return;
    for (const { policies, use, when } of this.of(resource)) {
      for (const policy of policies) {
        if (use === "boundary") this.boundaries.add(policy);
        if (use !== "attached") continue;
        const holders = this.holdersByPolicy.get(policy) ?? new Map<string, readonly When[]>();
        const before = holders.get(resource.name);
        const needed = [...own, ...when];
        // Attached twice: one of the two surely is enough.
        if (!before || needed.length < before.length) holders.set(resource.name, needed);
        this.holdersByPolicy.set(policy, holders);
      }
    }
  }
}
