import * as v from 'valibot';
import type { Answer, Operation } from '../../contract/operation.ts';
import { object, text } from '../../contract/shapes.ts';
import type { SqsContext } from '../context.ts';
import { invalidParameterValue, SqsError } from '../errors.ts';
import { checkRange, parseInput } from '../input.ts';
import type { MoveTask } from '../move-tasks.ts';
import type { Queue } from '../queue.ts';

const startInput = object({
  SourceArn: text,
  DestinationArn: v.optional(v.string()),
  MaxNumberOfMessagesPerSecond: v.optional(v.number()),
});
const listInput = object({ SourceArn: text, MaxResults: v.optional(v.number()) });
const cancelInput = object({ TaskHandle: text });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
export const startMessageMoveTask =
  (context: SqsContext): Operation =>
  (call) => {
    const request = parseInput(startInput, call);
    checkRange(request.MaxNumberOfMessagesPerSecond, 'MaxNumberOfMessagesPerSecond', 1, 500);
    const source = queueOfArn(context, request.SourceArn);
    if (context.queues.deadLetterSources(source.arn).length === 0) {
      throw invalidParameterValue('Source queue must be configured as a Dead Letter Queue.');
    }
    if (request.DestinationArn !== undefined) queueOfArn(context, request.DestinationArn);
    if (context.moveTasks.list(source.arn).some(({ status }) => status === 'RUNNING')) {
      throw invalidParameterValue(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    const { DestinationArn, MaxNumberOfMessagesPerSecond } = request;
    const task = context.moveTasks.start(source, DestinationArn, MaxNumberOfMessagesPerSecond);
    return { TaskHandle: task.handle };
  };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
export const listMessageMoveTasks =
  (context: SqsContext): Operation =>
  (call) => {
    const { SourceArn, MaxResults } = parseInput(listInput, call);
    checkRange(MaxResults, 'MaxResults', 1, 10);
    const source = queueOfArn(context, SourceArn);
    return {
      Results: context.moveTasks
        .list(source.arn)
        .slice(0, MaxResults ?? 1)
        .map(taskAnswer),
    };
  };

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
export const cancelMessageMoveTask =
  (context: SqsContext): Operation =>
  (call) => {
    const { TaskHandle } = parseInput(cancelInput, call);
    const task = context.moveTasks.find(TaskHandle);
    if (task === undefined) throw resourceNotFound('Task does not exist.');
    if (task.status !== 'RUNNING') throw invalidParameterValue('Only active tasks can be cancelled.');
    context.moveTasks.cancel(task);
    return { ApproximateNumberOfMessagesMoved: task.moved };
  };

function queueOfArn(context: SqsContext, arn: string): Queue {
  const queue = context.queues.get(arn);
  if (queue === undefined)
    throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
  return queue;
}

const resourceNotFound = (message: string) => new SqsError('ResourceNotFoundException', message);

/** A handle is returned only while it can be used to cancel. */
const taskAnswer = (task: MoveTask): Answer => ({
  ...(task.status === 'RUNNING' && { TaskHandle: task.handle }),
  Status: task.status,
  SourceArn: task.sourceArn,
  ...(task.destinationArn !== undefined && { DestinationArn: task.destinationArn }),
  ...(task.rate !== undefined && { MaxNumberOfMessagesPerSecond: task.rate }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  ...(task.failureReason !== undefined && { FailureReason: task.failureReason }),
  // A number in milliseconds, unlike the timestamps of other JSON services.
  StartedTimestamp: task.startedAt.getTime(),
});
